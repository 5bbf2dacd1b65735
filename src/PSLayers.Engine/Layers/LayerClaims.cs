using PSLayers.Model;

namespace PSLayers.Layers;

/// <summary>What an archive claims of a layer's bytes; a digest that nothing is claimed of has no text, and counts as sha256.</summary>
/// <param name="DiffId">Of the uncompressed tar, by the config.</param>
/// <param name="Stored">Of the blob as it is stored, by the manifest.</param>
internal readonly record struct LayerClaims(Digest DiffId, Digest Stored);
