using System.Buffers.Binary;
using System.IO.Compression;

namespace PSLayers.Fixtures;

/// <summary>
/// One valid gzip member of a head, a unit many times over, and a tail, without compressing the unit more than once: its deflate
/// blocks end on a byte and point only into themselves, so they can stand any number of times.
/// </summary>
internal static class RepeatedGzip
{
    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];
    private static readonly byte[] FinalEmptyBlock = [3, 0];

    public static void Write(Stream output, byte[] head, byte[] unit, long count, byte[] tail)
    {
        var blocks = Blocks(unit);
        output.Write(Header);
        output.Write(Blocks(head));
        for (var i = 0L; i < count; i++)
            output.Write(blocks);
        output.Write(Blocks(tail));
        output.Write(FinalEmptyBlock);

        var crc = Crc.Joined(Crc.Of32(head), RepeatedCrc(unit, count), Crc.Factor(unit.LongLength * count));
        crc = Crc.Joined(crc, Crc.Of32(tail), Crc.Factor(tail.LongLength));
        var trailer = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, crc);
        BinaryPrimitives.WriteUInt32LittleEndian(trailer.AsSpan(4), unchecked((uint)(head.LongLength + (unit.LongLength * count) + tail.LongLength)));
        output.Write(trailer);
    }

    private static uint RepeatedCrc(byte[] unit, long count)
    {
        var one = Crc.Of32(unit);
        var factor = Crc.Factor(unit.LongLength);
        var crc = 0u;
        for (var i = 0L; i < count; i++)
            crc = Crc.Joined(crc, one, factor);
        return crc;
    }

    // Deflate blocks without a final one: flushing ends them on a byte.
    private static byte[] Blocks(byte[] bytes)
    {
        if (bytes.Length == 0)
            return [];
        var output = new MemoryStream();
        using var deflate = new DeflateStream(output, CompressionLevel.SmallestSize);
        deflate.Write(bytes);
        deflate.Flush();
        return output.ToArray();
    }
}
