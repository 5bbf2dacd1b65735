using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using PSLayers.Tar;

namespace PSLayers.Writing.Archives;

/// <summary>Headers of an archive's members (POSIX ustar): regular files that everybody may read, of the user 0. How long they are, the name alone
/// decides, so that a member's data has its place before its size is known.</summary>
internal static class MemberHeader
{
    private const int LongestName = 100;
    private const int SizeField = 124;
    private const int SizeLength = 12;
    private const int Checksum = 148;

    // Octal digits that the field has room for.
    private const long LargestOctal = (1L << 33) - 1;

    /// <summary>The bytes in front of a member's data.</summary>
    public static int LengthOf(string name) => name.Length <= LongestName ? TarHeader.BlockSize : 3 * TarHeader.BlockSize;

    /// <summary>Bytes of data with the zeros behind them.</summary>
    public static long Padded(long size) => (size + TarHeader.BlockSize - 1) / TarHeader.BlockSize * TarHeader.BlockSize;

    /// <summary>The headers of a member.</summary>
    /// <param name="name">Its name, in ASCII.</param>
    /// <param name="size">Bytes of data.</param>
    /// <param name="time">Its time; what is before 1970 counts as 1970.</param>
    public static byte[] Of(string name, long size, DateTimeOffset time)
    {
        var headers = new byte[LengthOf(name)];
        long seconds = Math.Max(0, time.ToUnixTimeSeconds());
        Span<byte> own = headers.AsSpan(headers.Length - TarHeader.BlockSize);
        // A name that is too long stands in a record in front (POSIX, pax).
        if (headers.Length > TarHeader.BlockSize)
        {
            byte[] record = PathRecord(name);
            Fill(headers.AsSpan(0, TarHeader.BlockSize), "PaxHeaders.0/blob", 'x', record.Length, seconds);
            record.CopyTo(headers, TarHeader.BlockSize);
        }
        Fill(own, name[..Math.Min(name.Length, LongestName)], '0', size, seconds);
        return headers;
    }

    private static void Fill(Span<byte> block, string name, char type, long size, long seconds)
    {
        Encoding.ASCII.GetBytes(name, block);
        Octal(block.Slice(100, 8), 0b110_100_100);
        Octal(block.Slice(108, 8), 0);
        Octal(block.Slice(116, 8), 0);
        Size(block.Slice(SizeField, SizeLength), size);
        Octal(block.Slice(136, 12), seconds);
        block[156] = (byte)type;
        "ustar\000"u8.CopyTo(block[257..]);
        Octal(block.Slice(329, 8), 0);
        Octal(block.Slice(337, 8), 0);
        block.Slice(Checksum, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
            sum += value;
        Octal(block.Slice(Checksum, 7), sum);
    }

    // What octal digits cannot say is a binary number (GNU tar, base-256), which Go reads as well.
    private static void Size(Span<byte> field, long size)
    {
        if (size <= LargestOctal)
        {
            Octal(field, size);
            return;
        }
        field[0] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
    }

    private static void Octal(Span<byte> field, long value) =>
        Encoding.ASCII.GetBytes(Convert.ToString(value, 8).PadLeft(field.Length - 1, '0'), field);

    private static byte[] PathRecord(string name)
    {
        // The number in front counts itself.
        int length = name.Length + "999 path=\n".Length;
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{length} path={name}\n"));
    }
}
