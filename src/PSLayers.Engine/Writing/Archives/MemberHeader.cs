using System.Buffers.Binary;
using System.Text;
using PSLayers.Tar;

namespace PSLayers.Writing.Archives;

/// <summary>Headers of an archive's members: regular files that everybody may read, of the user 0. How long they are, the name alone decides, so that a
/// member's data has its place before its size is known.</summary>
internal static class MemberHeader
{
    private const int SizeField = 124;
    private const int SizeLength = 12;
    private const int ChecksumField = 148;
    private const int ChecksumDigits = 6;

    // Octal digits that the field has room for.
    private const long LargestOctal = (1L << 33) - 1;

    /// <summary>The bytes in front of a member's data.</summary>
    public static int LengthOf(string name) => Of(name, 0, DateTimeOffset.UnixEpoch).Length;

    /// <summary>Bytes of data with the zeros behind them.</summary>
    public static long Padded(long size) => (size + TarHeader.BlockSize - 1) / TarHeader.BlockSize * TarHeader.BlockSize;

    /// <summary>The headers of a member.</summary>
    /// <param name="name">Its name, in ASCII.</param>
    /// <param name="size">Bytes of data.</param>
    /// <param name="time">Its time in whole seconds; what is before 1970 counts as 1970.</param>
    public static byte[] Of(string name, long size, DateTimeOffset time)
    {
        long seconds = Math.Max(0, time.ToUnixTimeSeconds());
        byte[] headers = TarHeaderWriter.Headers(new EntryHeader
        {
            Name = Encoding.ASCII.GetBytes(name),
            Mode = 0b110_100_100,
            Size = size <= LargestOctal ? size : 0,
            Time = seconds * TimeSpan.TicksPerSecond,
        });
        if (size > LargestOctal)
            PutLargeSize(headers.AsSpan(headers.Length - TarHeader.BlockSize), size);
        return headers;
    }

    // A record would make the headers longer. As a binary number (GNU tar, base-256) Go and all others read it as well.
    private static void PutLargeSize(Span<byte> block, long size)
    {
        Span<byte> field = block.Slice(SizeField, SizeLength);
        field.Clear();
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
        block.Slice(ChecksumField, ChecksumDigits + 2).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
            sum += value;
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(ChecksumDigits, '0') + '\0', block[ChecksumField..]);
    }
}
