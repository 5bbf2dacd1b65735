using System.Buffers.Binary;
using System.Buffers.Text;

namespace PSLayers.Tar;

/// <summary>Numbers as tar headers write them: octal text, or base-256 where the first bit is set (GNU, star).</summary>
internal static class TarNumber
{
    /// <summary>Reads a header field. An empty field is 0; false where it is no number or does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> field, out long value) =>
        (field[0] & 0x80) != 0 ? TryParseBinary(field, out value) : TryParseOctal(field, out value);

    /// <summary>Reads a decimal number, all of the text; false where it is none.</summary>
    public static bool TryParseDecimal(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out int used) && used == text.Length && text.Length > 0;

    /// <summary>Reads a PAX time, decimal seconds with an optional fraction, as ticks of 100 ns since 1970 and the nanoseconds above them, 0 to
    /// 99 (POSIX pax, "mtime"). Times that 64 bits cannot count in ticks become the first or the last that they can; what is finer than a
    /// nanosecond is left out.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out long ticks, out int nanoseconds)
    {
        (ticks, nanoseconds) = (0, 0);
        int dot = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = dot < 0 ? text : text[..dot];
        bool negative = whole.Length > 0 && whole[0] == '-';
        if (!TryParseDecimal(whole, out long seconds))
            return false;
        int fraction = 0;
        if (dot >= 0)
        {
            ReadOnlySpan<byte> digits = text[(dot + 1)..];
            for (int i = 0; i < digits.Length; i++)
            {
                if (!char.IsAsciiDigit((char)digits[i]))
                    return false;
            }
            for (int i = 0; i < 9; i++)
                fraction = fraction * 10 + (i < digits.Length ? digits[i] - '0' : 0);
        }
        ticks = TicksOf(seconds);
        if (ticks is long.MinValue or long.MaxValue)
            return true;
        (int hundreds, nanoseconds) = Math.DivRem(negative ? -fraction : fraction, 100);
        // Rounded down, in times before 1970 too.
        if (nanoseconds < 0)
            (hundreds, nanoseconds) = (hundreds - 1, nanoseconds + 100);
        ticks += hundreds;
        return true;
    }

    /// <summary>Seconds in ticks of 100 ns; what 64 bits cannot count becomes the first or the last that they can.</summary>
    public static long TicksOf(long seconds) => seconds switch
    {
        >= long.MaxValue / TimeSpan.TicksPerSecond => long.MaxValue,
        <= long.MinValue / TimeSpan.TicksPerSecond => long.MinValue,
        _ => seconds * TimeSpan.TicksPerSecond,
    };

    private static bool TryParseOctal(ReadOnlySpan<byte> field, out long value)
    {
        if (TryParseFull(field, out value))
            return true;
        value = 0;
        int i = 0;
        while (i < field.Length && field[i] is (byte)' ' or 0)
            i++;
        for (; i < field.Length; i++)
        {
            int digit = field[i] - '0';
            if ((uint)digit > 7)
                break;
            if (value > long.MaxValue >> 3)
                return false;
            value = (value << 3) | (uint)digit;
        }
        // Writers end a number with a NUL, and what stands behind that is not part of it, or with blanks up to the field's end.
        return i == field.Length || field[i] == 0 || (field[i] == ' ' && !field[i..].ContainsAnyExcept((byte)' ', (byte)0));
    }

    // What nearly all headers have: digits in every place but the last, 7 of 8 or 11 of 12. All digits are read at once.
    private static bool TryParseFull(ReadOnlySpan<byte> field, out long value)
    {
        value = 0;
        if (field.Length is not (8 or 12) || field[^1] is not (0 or (byte)' '))
            return false;
        ulong digits = BinaryPrimitives.ReadUInt64BigEndian(field);
        if (field.Length == 8)
            digits = (digits >> 8) | ((ulong)'0' << 56);
        uint last = field.Length == 8 ? 0x30303000 : BinaryPrimitives.ReadUInt32BigEndian(field[8..]);
        if ((((digits ^ 0x3030303030303030) & 0xF8F8F8F8F8F8F8F8) | ((last ^ 0x30303000) & 0xF8F8F800)) != 0)
            return false;
        // Neighbours are joined: 8 digits of 3 bits, 4 pairs of 6, 2 of 12, one number of 24.
        digits = ((digits & 0x0700070007000700) >> 5) | (digits & 0x0007000700070007);
        digits = ((digits & 0x003F0000003F0000) >> 10) | (digits & 0x0000003F0000003F);
        digits = ((digits >> 20) & 0xFFF000) | (digits & 0xFFF);
        value = field.Length == 8 ? (long)digits
            : (long)((digits << 9) | ((last >> 18) & 0x1C0) | ((last >> 13) & 0x38) | ((last >> 8) & 7));
        return true;
    }

    private static bool TryParseBinary(ReadOnlySpan<byte> field, out long value)
    {
        // Two's complement, big-endian; the first bit only marks the form, the second is the sign.
        bool negative = (field[0] & 0x40) != 0;
        byte fill = negative ? (byte)0xFF : (byte)0;
        Span<byte> bytes = stackalloc byte[8];
        bytes.Fill(fill);
        for (int i = 0; i < field.Length; i++)
        {
            byte digit = i == 0 ? (byte)(negative ? field[0] | 0x80 : field[0] & 0x7F) : field[i];
            int position = 8 - field.Length + i;
            if (position >= 0)
                bytes[position] = digit;
            else if (digit != fill)
            {
                value = 0;
                return false;
            }
        }
        value = BinaryPrimitives.ReadInt64BigEndian(bytes);
        return value < 0 == negative;
    }
}
