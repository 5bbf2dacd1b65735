using System.Buffers.Binary;

namespace PSLayers.Fixtures;

/// <summary>
/// A minimal writer of the .xz container (tukaani.org/xz/xz-file-format.txt): one block whose LZMA2 chunks are all stored plain.
/// The libraries at hand only read xz.
/// </summary>
internal static class XzForm
{
    private const int ChunkSize = 1 << 16;

    public static byte[] Build(byte[] bytes, bool useCrc64)
    {
        byte[] flags = [0, (byte)(useCrc64 ? 4 : 1)];
        using var output = new MemoryStream();
        output.Write([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, .. flags, .. Little32(Crc.Of32(flags))]);
        var start = output.Length;
        // Size (12 bytes: 2 * 4 + 4), one filter: LZMA2 with a dictionary of 64 KiB.
        byte[] blockHeader = [2, 0, 0x21, 1, 8, 0, 0, 0];
        output.Write([.. blockHeader, .. Little32(Crc.Of32(blockHeader))]);
        WriteChunks(output, bytes);
        var dataEnd = output.Length - start;
        Pad(output);
        output.Write(useCrc64 ? Little64(Crc.Of64(bytes)) : Little32(Crc.Of32(bytes)));
        var unpadded = dataEnd + (useCrc64 ? 8 : 4);
        WriteEnd(output, flags, unpadded, bytes.LongLength);
        return output.ToArray();
    }

    private static void WriteChunks(MemoryStream output, byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += ChunkSize)
        {
            var length = Math.Min(ChunkSize, bytes.Length - at);
            // 1: stored, dictionary reset; 2: stored, no reset.
            output.Write([(byte)(at == 0 ? 1 : 2), (byte)((length - 1) >> 8), (byte)(length - 1)]);
            output.Write(bytes, at, length);
        }

        output.WriteByte(0);
    }

    private static void WriteEnd(MemoryStream output, byte[] flags, long unpadded, long length)
    {
        var start = output.Length;
        byte[] index = [0, 1, .. VariableLength(unpadded), .. VariableLength(length)];
        output.Write(index);
        Pad(output);
        index = output.ToArray()[(int)start..];
        output.Write(Little32(Crc.Of32(index)));
        var backward = (uint)((index.Length + 4) / 4) - 1;
        byte[] footer = [.. Little32(backward), .. flags];
        output.Write([.. Little32(Crc.Of32(footer)), .. footer, (byte)'Y', (byte)'Z']);
    }

    private static void Pad(MemoryStream output)
    {
        while (output.Length % 4 != 0)
            output.WriteByte(0);
    }

    private static List<byte> VariableLength(long value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return bytes;
    }

    private static byte[] Little32(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Little64(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }
}
