using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>What an edit took out of one layer.</summary>
public sealed class LayerEdit : ImageObject
{
    /// <summary>Number of the layer, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>Entries that are gone from the layer's tar, whiteouts among them.</summary>
    public int RemovedCount { get; init; }

    /// <summary>Bytes of the regular files that are gone.</summary>
    public long RemovedSize { get; init; }

    /// <summary>Entries that are there under the same path, but were written anew: hard links that became files or lead elsewhere now, and directories that
    /// only what is gone had implied.</summary>
    public int RewrittenCount { get; init; }

    /// <summary>Number of the layer, and how much is gone.</summary>
    public override string ToString() => FormattableString.Invariant($"edit of layer {LayerIndex}: {RemovedCount} entries removed");
}
