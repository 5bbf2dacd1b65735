using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;

namespace PSLayers.Verification;

/// <summary>A layer that is to be verified, and what was read of it.</summary>
/// <param name="Number">Number of the layer, base 0.</param>
/// <param name="Source">What the archive says of it.</param>
/// <param name="Content">Its entries and digests; null where nothing was read.</param>
/// <param name="Error">Why it could not be read to its end; null where it could.</param>
internal sealed record VerifiedLayer(int Number, LayerSource Source, LayerIndex? Content, ImageException? Error)
{
    /// <summary>What to call it.</summary>
    public string Target => Source.Blob?.Name is { Length: > 0 } name ? $"layer {Number} {name}" : $"layer {Number}";
}
