using System.Buffers;

namespace PSLayers.Content;

/// <summary>Finds where the last lines of a file start, from its end backward, so that the rest need not be read.</summary>
internal static class TailFinder
{
    private const int BlockSize = 64 << 10;

    /// <summary>Where the last lines start.</summary>
    /// <param name="content">A file that can be read at any position; its lines end in bytes 10, 13, or 13 and 10.</param>
    /// <param name="count">How many lines.</param>
    /// <returns>Offset of the first of them; 0 where the file has no more than that.</returns>
    public static long LastLines(Stream content, long count)
    {
        if (count == 0)
            return content.Length;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            byte next = 0;
            for (long end = content.Length; end > 0;)
            {
                int length = (int)Math.Min(BlockSize, end);
                long start = end - length;
                content.Position = start;
                content.ReadExactly(block, 0, length);
                for (int left = length; (left = block.AsSpan(0, left).LastIndexOfAny((byte)'\n', (byte)'\r')) >= 0;)
                {
                    long behind = start + left + 1;
                    byte following = left + 1 < length ? block[left + 1] : next;
                    bool endsLine = block[left] == '\n' || following != '\n' || behind == content.Length;
                    // What ends the last line starts no further one.
                    if (endsLine && behind < content.Length && --count == 0)
                        return behind;
                }
                next = block[0];
                end = start;
            }
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
