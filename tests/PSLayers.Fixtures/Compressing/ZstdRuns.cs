namespace PSLayers.Fixtures;

/// <summary>One zstd frame, written by hand (RFC 8878): a head in a raw block, then zeros in run-length blocks.</summary>
internal static class ZstdRuns
{
    // The greatest block that the format allows.
    private const int BlockSize = 1 << 17;

    // 2 to the power of (7 + 10), one block: no more is needed, and no decoder refuses it.
    private const byte Window = 7 << 3;

    public static void Write(Stream output, byte[] head, long zeros)
    {
        output.Write([0x28, 0xB5, 0x2F, 0xFD, 0, Window]);
        if (head.Length > 0)
        {
            output.Write(BlockHeader(head.Length, type: 0, last: zeros == 0));
            output.Write(head);
        }

        byte[] run = [.. BlockHeader(BlockSize, type: 1, last: false), 0];
        for (; zeros > BlockSize; zeros -= BlockSize)
            output.Write(run);
        if (zeros > 0)
            output.Write([.. BlockHeader((int)zeros, type: 1, last: true), 0]);
        else if (head.Length == 0)
            output.Write(BlockHeader(0, type: 0, last: true));
    }

    private static byte[] BlockHeader(int size, int type, bool last)
    {
        var header = (size << 3) | (type << 1) | (last ? 1 : 0);
        return [(byte)header, (byte)(header >> 8), (byte)(header >> 16)];
    }
}
