using System.IO.Compression;

namespace PSLayers.Fixtures;

public static partial class Compress
{
    /// <summary>One gzip member.</summary>
    public static byte[] Gzip(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true))
            gzip.Write(bytes);
        // The framework writes nothing at all for no input; an empty member is wanted.
        return output.Length == 0 ? EmptyGzipMember() : output.ToArray();
    }

    /// <summary>A gzip member for each piece, empty pieces too.</summary>
    public static byte[] GzipMembers(params byte[][] pieces) => Concat([.. pieces.Select(Gzip)]);

    /// <summary>A gzip member for each piece, with zeros between them.</summary>
    public static byte[] GzipMembersWithGap(int zeros, params byte[][] pieces) =>
        Concat([.. pieces.SelectMany((piece, i) => i == 0 ? new[] { Gzip(piece) } : [new byte[zeros], Gzip(piece)])]);

    /// <summary>One gzip member with bytes behind it: zeros, or junk (even such that begins as gzip does).</summary>
    public static byte[] GzipWithTail(byte[] bytes, params byte[] tail) => Concat(Gzip(bytes), tail);

    /// <summary>One gzip member that lacks its last bytes: 8 takes the trailer, more takes data.</summary>
    public static byte[] GzipTruncated(byte[] bytes, int missing)
    {
        var whole = Gzip(bytes);
        return whole[..Math.Max(0, whole.Length - missing)];
    }

    /// <summary>One gzip member whose CRC is wrong.</summary>
    public static byte[] GzipWithWrongCrc(byte[] bytes) => Changed(Gzip(bytes), fromEnd: 8);

    /// <summary>One gzip member whose stated length is wrong.</summary>
    public static byte[] GzipWithWrongLength(byte[] bytes) => Changed(Gzip(bytes), fromEnd: 4);

    /// <summary>One gzip member with every optional header field: extra, name, comment, header CRC.</summary>
    public static byte[] GzipWithAllFields(byte[] bytes)
    {
        byte[] header = [0x1F, 0x8B, 8, 0x1E, 0, 0, 0, 0, 0, 3, 6, 0, .. "AB"u8, 2, 0, .. "xy"u8, .. "layer.tar\0"u8, .. "note\0"u8];
        var crc = (ushort)Crc.Of32(header);
        return [.. header, (byte)crc, (byte)(crc >> 8), .. Gzip(bytes).AsSpan(10)];
    }

    /// <summary>Gzip within gzip.</summary>
    public static byte[] GzipTwice(byte[] bytes) => Gzip(Gzip(bytes));

    internal static byte[] EmptyGzipMember() => [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    private static byte[] Changed(byte[] bytes, int fromEnd)
    {
        bytes[^fromEnd] ^= 0x55;
        return bytes;
    }
}
