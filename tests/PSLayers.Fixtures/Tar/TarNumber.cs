using System.Globalization;
using System.Numerics;
using System.Text;

namespace PSLayers.Fixtures;

/// <summary>One numeric header field, written in any of the ways that are found in the wild, right or wrong.</summary>
public sealed class TarNumber
{
    private readonly Func<int, byte[]> _render;

    private TarNumber(Func<int, byte[]> render) => _render = render;

    /// <summary>No digits at all: spaces.</summary>
    public static TarNumber Blank { get; } = new(width => Filled(width, (byte)' '));

    /// <summary>No digits at all: NUL bytes.</summary>
    public static TarNumber Nul { get; } = new(width => new byte[width]);

    /// <summary>Every byte of the field is the digit 7: the greatest octal number, with no terminator.</summary>
    public static TarNumber AllSevens { get; } = new(width => Filled(width, (byte)'7'));

    /// <summary>The greatest number that base 256 can hold in the field, far above a 64-bit integer where the field is wide.</summary>
    public static TarNumber GreatestBase256 { get; } = new(width =>
    {
        var field = Filled(width, 0xFF);
        field[0] = 0xBF;
        return field;
    });

    /// <summary>Zero-padded octal digits and a NUL, the ordinary form.</summary>
    public static TarNumber Octal(long value) => new(width => Digits(value, width - 1, '0', "\0"));

    /// <summary>Octal digits padded with leading spaces and ended by a space, as old writers did.</summary>
    public static TarNumber SpacedOctal(long value) => new(width => Digits(value, width - 1, ' ', " "));

    /// <summary>Octal digits over the whole field, with no terminator.</summary>
    public static TarNumber UnterminatedOctal(long value) => new(width => Digits(value, width, '0', ""));

    /// <summary>GNU's binary form: big-endian two's complement with the top bit of the field set.</summary>
    public static TarNumber Base256(BigInteger value) => new(width =>
    {
        var field = Filled(width, value.Sign < 0 ? (byte)0xFF : (byte)0);
        var bytes = value.ToByteArray(isUnsigned: false, isBigEndian: true);
        bytes.CopyTo(field, width - bytes.Length);
        field[0] |= 0x80;
        return field;
    });

    /// <summary>These characters, then NUL bytes; for digits that are none ("99999999999", "-1").</summary>
    public static TarNumber Text(string text) => Raw(Encoding.Latin1.GetBytes(text));

    /// <summary>These bytes, then NUL bytes.</summary>
    public static TarNumber Raw(params byte[] bytes) => new(width =>
    {
        var field = new byte[width];
        bytes.AsSpan(0, Math.Min(width, bytes.Length)).CopyTo(field);
        return field;
    });

    /// <summary>Octal where it fits the field, else base 256, as GNU tar does.</summary>
    public static TarNumber Fitting(long value) => new(width =>
        FitsOctal(value, width) ? Octal(value)._render(width) : Base256(value)._render(width));

    internal static bool FitsOctal(long value, int width) => value >= 0 && (width > 21 || value < 1L << (3 * (width - 1)));

    internal void WriteTo(Span<byte> field) => _render(field.Length).CopyTo(field);

    private static byte[] Digits(long value, int width, char padding, string end)
    {
        var digits = Convert.ToString(value, 8).PadLeft(width, padding);
        return digits.Length == width
            ? Encoding.ASCII.GetBytes(digits + end)
            : throw new ArgumentOutOfRangeException(nameof(value), value, string.Create(CultureInfo.InvariantCulture, $"does not fit {width} octal digits"));
    }

    private static byte[] Filled(int width, byte value)
    {
        var field = new byte[width];
        field.AsSpan().Fill(value);
        return field;
    }
}
