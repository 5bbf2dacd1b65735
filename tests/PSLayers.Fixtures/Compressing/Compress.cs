using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace PSLayers.Fixtures;

/// <summary>Compresses bytes in every way that archives and layers are, whole and damaged.</summary>
public static partial class Compress
{
    /// <summary>
    /// Compresses a tar. The bytes that decompressing yields come back beside it: they differ from the input where the form
    /// adds entries of its own (estargz).
    /// </summary>
    public static (byte[] Tar, byte[] Stored) Apply(Packing packing, byte[] tar) => packing switch
    {
        Packing.None => (tar, tar),
        Packing.Gzip => (tar, Gzip(tar)),
        Packing.GzipMembers => (tar, GzipMembers(tar[..(tar.Length / 2)], [], tar[(tar.Length / 2)..])),
        Packing.Estargz => Estargz(tar),
        Packing.Zstd => (tar, Zstd(tar)),
        Packing.ZstdFrames => (tar, ZstdFramesBetweenSkippable(tar[..(tar.Length / 2)], tar[(tar.Length / 2)..])),
        Packing.ZstdChunked => (tar, ZstdChunkedForm.Build(tar)),
        Packing.Xz => (tar, Xz(tar)),
        Packing.Bzip2 => (tar, Bzip2(tar)),
        _ => throw new ArgumentOutOfRangeException(nameof(packing)),
    };

    /// <summary>An estargz layer: the tar with its landmark and table of contents, and the gzip members of it.</summary>
    /// <param name="tar">The layer's entries.</param>
    /// <param name="tocBehindEnd">Puts the table behind the tar's end blocks, where a reader that stops there never sees it.</param>
    public static (byte[] Tar, byte[] Stored) Estargz(byte[] tar, bool tocBehindEnd = true) => EstargzForm.Build(tar, tocBehindEnd);

    /// <summary>Pieces one behind the other.</summary>
    public static byte[] Concat(params byte[][] pieces)
    {
        var all = new byte[pieces.Sum(piece => piece.Length)];
        var at = 0;
        foreach (var piece in pieces)
        {
            piece.CopyTo(all, at);
            at += piece.Length;
        }

        return all;
    }

    /// <summary>One bzip2 stream.</summary>
    public static byte[] Bzip2(byte[] bytes)
    {
        var output = new MemoryStream();
        using (var bzip2 = BZip2Stream.Create(output, CompressionMode.Compress, decompressConcatenated: false, leaveOpen: true))
            bzip2.Write(bytes);
        return output.ToArray();
    }

    /// <summary>One xz stream with CRC-64, in blocks that are stored, not shrunk: the container is right, the data is plain.</summary>
    public static byte[] Xz(byte[] bytes) => XzForm.Build(bytes, useCrc64: true);

    /// <summary>The same with CRC-32.</summary>
    public static byte[] XzWithCrc32(byte[] bytes) => XzForm.Build(bytes, useCrc64: false);

    /// <summary>The first part of a stream, cut after so many bytes.</summary>
    public static byte[] Truncated(byte[] compressed, int length) => compressed[..length];
}
