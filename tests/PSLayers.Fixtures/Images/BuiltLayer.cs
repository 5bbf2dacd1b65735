namespace PSLayers.Fixtures;

/// <summary>A layer as it was built, for assertions.</summary>
/// <param name="Spec">What was asked for.</param>
/// <param name="Tar">The uncompressed bytes that decompressing yields.</param>
/// <param name="Stored">The bytes of the blob.</param>
/// <param name="ChainId">The digest that names the stack up to this layer.</param>
public sealed record BuiltLayer(LayerSpec Spec, byte[] Tar, byte[] Stored, string ChainId)
{
    /// <summary>Digest of the uncompressed tar, or what the spec made it.</summary>
    public string DiffId { get; } = Spec.StatedDiffId ?? Sha.Digest256(Tar);

    /// <summary>Digest of the stored bytes, or what the spec made it.</summary>
    public string Digest { get; init; } = Spec.StatedDigest ?? Sha.Digest256(Stored);

    /// <summary>Stored bytes.</summary>
    public long StoredSize => Stored.LongLength;

    /// <summary>Uncompressed bytes.</summary>
    public long TarSize => Tar.LongLength;

    /// <summary>The layer's directory in a legacy docker archive: 64 hexadecimal digits that are no digest of the layer.</summary>
    public string V1Id => Sha.Hex256(System.Text.Encoding.ASCII.GetBytes("v1 " + ChainId));
}
