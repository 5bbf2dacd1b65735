using System.Buffers;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Content;

/// <summary>Finds where the last lines of a file start, from its end backward, so that the rest need not be read.</summary>
internal static class TailFinder
{
    private const int BlockSize = 64 << 10;

    // Bytes of a character in the longest of the encodings whose lines end in one byte.
    private const int LargestCharacter = 4;

    /// <summary>Where the last lines start.</summary>
    /// <param name="content">A file that can be read at any position; its lines end in bytes 10, 13, or 13 and 10.</param>
    /// <param name="count">How many lines.</param>
    /// <param name="limits">How long a line may be.</param>
    /// <returns>Offset of the first of them; 0 where the file has no more than that.</returns>
    /// <exception cref="ImageException">One of them is too long.</exception>
    public static long LastLines(Stream content, long count, ReadLimits limits)
    {
        long longest = (long)limits.LineLength * LargestCharacter;
        long lineEnd = content.Length;
        if (count == 0)
            return content.Length;
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            byte next = 0;
            for (long end = content.Length; end > 0;)
            {
                (bool isHole, long there) = content is IHasHoles sparse ? sparse.Before(end) : (false, end);
                // A hole is zeros, among which no line ends.
                int length = isHole ? 0 : (int)Math.Min(BlockSize, there);
                long start = end - (isHole ? there : length);
                content.Position = start;
                content.ReadExactly(block, 0, length);
                for (int left = length; (left = block.AsSpan(0, left).LastIndexOfAny((byte)'\n', (byte)'\r')) >= 0;)
                {
                    long behind = start + left + 1;
                    byte following = left + 1 < length ? block[left + 1] : next;
                    bool endsLine = block[left] == '\n' || following != '\n';
                    // What ends the last line starts no further one.
                    if (!endsLine || behind == content.Length)
                        continue;
                    if (--count == 0)
                        return behind;
                    lineEnd = behind;
                }
                next = isHole ? (byte)0 : block[0];
                end = start;
                if (lineEnd - end > longest)
                    throw TextPieces.TooLong(limits.LineLength);
            }
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }
}
