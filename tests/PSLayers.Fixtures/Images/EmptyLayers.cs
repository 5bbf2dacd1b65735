namespace PSLayers.Fixtures;

/// <summary>The layers without entries that are found in real images, byte for byte.</summary>
public static class EmptyLayers
{
    /// <summary>No byte at all, as bazel stores Windows base layers.</summary>
    public static byte[] NoBytes { get; } = [];

    /// <summary>The two end blocks alone; DiffId 5f70bf18….</summary>
    public static byte[] TwoBlocks { get; } = new byte[1024];

    /// <summary>Zeros up to GNU tar's record; DiffId 84ff9269….</summary>
    public static byte[] TenKilobytes { get; } = new byte[10240];

    /// <summary>Docker's gzip of the two end blocks, 32 bytes; digest a3ed95ca….</summary>
    public static byte[] DockerGzip { get; } =
        Convert.FromHexString("1f8b080000096e8800ff621805a360148c5800080000ffff2eafb5ef00040000");

    /// <summary>BuildKit's gzip of the same, with no time in its header; digest 4f4fb700….</summary>
    public static byte[] BuildKitGzip { get; } =
        Convert.FromHexString("1f8b08000000000000ff621805a360148c5800080000ffff2eafb5ef00040000");

    /// <summary>A layer that is stored as one of the gzip blobs.</summary>
    public static LayerSpec AsLayer(byte[] gzip) => new() { Tar = TwoBlocks, Packing = Packing.Gzip, Stored = gzip };
}
