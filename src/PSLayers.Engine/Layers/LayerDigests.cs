using PSLayers.Model;

namespace PSLayers.Layers;

/// <summary>What was computed from a layer's bytes, as opposed to what manifest and config claim of them. It is known once somebody asked for it,
/// and kept as long as the layer's table is.</summary>
internal sealed class LayerDigests
{
    // References, so that another thread sees all of a digest or nothing.
    private volatile object? _diffId;
    private volatile object? _stored;

    /// <summary>Digest of the uncompressed tar; null until it is computed.</summary>
    public Digest? DiffId
    {
        get => (Digest?)_diffId;
        set => _diffId = value;
    }

    /// <summary>Digest of the blob as it is stored; null until it is computed.</summary>
    public Digest? Stored
    {
        get => (Digest?)_stored;
        set => _stored = value;
    }

    /// <summary>Fingerprints of the files' contents.</summary>
    public FileFingerprints Fingerprints { get; set; } = new();

    /// <summary>Which digests are wanted but not known. A digest by another algorithm than its claim's is of no use.</summary>
    public LayerNeeds Missing(LayerNeeds needs, LayerClaims claims)
    {
        LayerNeeds missing = needs & (LayerNeeds.DiffId | LayerNeeds.StoredDigest);
        if (DiffId is { } diffId && diffId.AlgorithmName == claims.DiffId.AlgorithmName)
            missing &= ~LayerNeeds.DiffId;
        if (Stored is { } stored && stored.AlgorithmName == claims.Stored.AlgorithmName)
            missing &= ~LayerNeeds.StoredDigest;
        return missing;
    }

    /// <summary>Takes over what is known elsewhere of the same bytes, and not here.</summary>
    public void Adopt(LayerDigests other)
    {
        DiffId ??= other.DiffId;
        Stored ??= other.Stored;
    }
}
