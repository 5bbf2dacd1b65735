using System.Globalization;
using System.Text;
using CsCheck;
using Field = PSLayers.Fixtures.TarNumber;

namespace PSLayers.Tar;

public sealed class TarNumberTests
{
    [Theory]
    [InlineData("0000644\0", 420)]
    [InlineData("000644 \0", 420)]
    [InlineData("   644 \0", 420)]
    [InlineData("644\0\0\0\0\0", 420)]
    [InlineData("00000644", 420)]
    [InlineData("77777777", 16_777_215)]
    [InlineData("        ", 0)]
    [InlineData("\0\0\0\0\0\0\0\0", 0)]
    [InlineData("\0\0\0 644 ", 420)]
    [InlineData("644\0junk", 420)]
    [InlineData("644  \0 \0", 420)]
    public void Octal_text_is_read_as_every_writer_puts_it(string field, long expected)
    {
        Assert.True(TarNumber.TryParse(Encoding.Latin1.GetBytes(field), out long value));
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("99999999")]
    [InlineData("-1\0\0\0\0\0\0")]
    [InlineData("12x4567\0")]
    [InlineData("abc     ")]
    [InlineData("644 junk")]
    [InlineData("644 \0  1")]
    [InlineData("7777777777777777777777777")]
    public void What_is_no_octal_number_is_none(string field) => Assert.False(TarNumber.TryParse(Encoding.Latin1.GetBytes(field), out _));

    [Fact]
    public void Base_256_holds_every_number_of_64_bits() =>
        Gen.Long.Sample(value =>
        {
            var field = Written(Field.Base256(value));
            return TarNumber.TryParse(field, out long read) && read == value;
        });

    [Theory]
    [InlineData(8)]
    [InlineData(12)]
    public void Base_256_is_negative_where_its_sign_bit_says_so(int width)
    {
        byte[] field = new byte[width];
        field.AsSpan().Fill(0xFF);
        Assert.True(TarNumber.TryParse(field, out long value));
        Assert.Equal(-1, value);
    }

    [Fact]
    public void Base_256_beyond_64_bits_is_no_number()
    {
        Assert.False(TarNumber.TryParse(Written(Field.GreatestBase256), out _));
        Assert.False(TarNumber.TryParse(Written(Field.Base256((System.Numerics.BigInteger)long.MaxValue + 1)), out _));
        Assert.False(TarNumber.TryParse(Written(Field.Base256((System.Numerics.BigInteger)long.MinValue - 1)), out _));
    }

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("1700000000", 17_000_000_000_000_000, 0)]
    [InlineData("1.5", 15_000_000, 0)]
    [InlineData("1.", 10_000_000, 0)]
    [InlineData("1.123456789", 11_234_567, 89)]
    [InlineData("1.1234567891", 11_234_567, 89)]
    [InlineData("1.000000001", 10_000_000, 1)]
    [InlineData("-1.5", -15_000_000, 0)]
    [InlineData("-0.25", -2_500_000, 0)]
    [InlineData("-1.000000001", -10_000_001, 99)]
    [InlineData("-1.123456789", -11_234_568, 11)]
    [InlineData("0.0000001", 1, 0)]
    [InlineData("-0.0000001", -1, 0)]
    public void Pax_times_are_read_to_the_nanosecond(string text, long ticks, int nanoseconds)
    {
        Assert.True(TarNumber.TryParseTime(Encoding.ASCII.GetBytes(text), out long value, out int more));
        Assert.Equal((ticks, nanoseconds), (value, more));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("-")]
    [InlineData("1.5.5")]
    [InlineData("1.-5")]
    [InlineData("1e9")]
    [InlineData("tomorrow")]
    public void Other_text_is_no_time(string text) => Assert.False(TarNumber.TryParseTime(Encoding.ASCII.GetBytes(text), out _, out _));

    [Theory]
    [InlineData("922337203686")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775807.9")]
    [InlineData("-922337203686")]
    [InlineData("-9223372036854775808")]
    [InlineData("-9223372036854775808.5")]
    public void Times_beyond_the_count_of_ticks_become_the_first_or_the_last(string text)
    {
        Assert.True(TarNumber.TryParseTime(Encoding.ASCII.GetBytes(text), out long ticks, out int nanoseconds));
        Assert.Equal((text.StartsWith('-') ? long.MinValue : long.MaxValue, 0), (ticks, nanoseconds));
    }

    [Fact]
    public void Decimal_numbers_come_back_from_their_text() =>
        Gen.Long.Sample(value => TarNumber.TryParseDecimal(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)), out long read) && read == value);

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("0x1")]
    [InlineData("9223372036854775808")]
    public void Other_text_is_no_decimal_number(string text) => Assert.False(TarNumber.TryParseDecimal(Encoding.ASCII.GetBytes(text), out _));

    // The field's renderer belongs to the fixtures; the size field of a header shows what it makes.
    private static byte[] Written(Field number) =>
        new PSLayers.Fixtures.TarBuilder().Entry(new PSLayers.Fixtures.TarEntrySpec { Path = "f", SizeField = number }).Build()[124..136];
}
