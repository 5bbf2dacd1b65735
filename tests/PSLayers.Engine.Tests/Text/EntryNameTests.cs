using System.Text;
using CsCheck;

namespace PSLayers.Text;

public sealed class EntryNameTests
{
    // Pieces that meet badly: parts of characters, controls, what stands for something else, and digits behind a percent sign.
    private static readonly byte[][] Pieces =
    [
        "/"u8.ToArray(), "A"u8.ToArray(), "E9"u8.ToArray(), "80"u8.ToArray(), "F"u8.ToArray(), [0x00], [0x0A], [0x1B], [0x7F], [0x80], [0xBF], [0xC0], [0xC3], [0xA9], [0xE2], [0x82],
        [0xAC], [0xED], [0xA0], [0xB2], [0xF0], [0x9F], [0x98], [0xF4], [0xFF], "\uFF05"u8.ToArray(), "\uFF05\uFF05"u8.ToArray(), "\uFF1A"u8.ToArray(), ":"u8.ToArray(), "\uFF3C"u8.ToArray(),
        "\\"u8.ToArray(), "\u240A"u8.ToArray(), "\u2421"u8.ToArray(), "\u202E"u8.ToArray(), "\u200B"u8.ToArray(), "\u2028"u8.ToArray(), "\u0085"u8.ToArray(), "\uFFFD"u8.ToArray(),
        "\U000E0041"u8.ToArray(), "\u3164"u8.ToArray(),
    ];

    private static readonly Gen<byte[]> Names = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        Gen.Int[0, Pieces.Length - 1].Select(i => Pieces[i]).Array[0, 10].Select(pieces => pieces.SelectMany(piece => piece).ToArray()));

    [Fact]
    public void Any_bytes_come_back_from_their_text() =>
        Names.Sample(bytes => EntryName.Encode(EntryName.Decode(bytes)).AsSpan().SequenceEqual(bytes), iter: 100_000);

    [Fact]
    public void The_text_of_any_bytes_is_safe_to_show() =>
        Names.Sample(bytes => EntryName.Decode(bytes).EnumerateRunes().All(rune => !VisibleText.IsUnsafe(rune)) && !EntryName.Decode(bytes).Any(char.IsControl), iter: 50_000);

    [Fact]
    public void Text_that_is_shown_once_more_stays_as_it_is() =>
        Names.Sample(bytes => VisibleText.Line(EntryName.Decode(bytes)) == EntryName.Decode(bytes), iter: 50_000);

    [Fact]
    public void Parts_of_a_path_are_the_parts_of_its_text() => Names.Sample(bytes => EntryName.Decode(bytes).Split('/').Select(EntryName.Encode)
        .SequenceEqual(Encoding.Latin1.GetString(bytes).Split('/').Select(Encoding.Latin1.GetBytes), new SameBytes()), iter: 20_000);

    [Fact]
    public void Different_bytes_are_different_texts() =>
        Gen.Select(Gen.Byte.Array[0, 3], Gen.Byte.Array[0, 3]).Sample(
            (a, b) => a.AsSpan().SequenceEqual(b) == (EntryName.Decode(a) == EntryName.Decode(b)), iter: 20_000);

    [Theory]
    [InlineData("plain")]
    [InlineData("libc6:amd64.list")]
    [InlineData(@"system\x2dcryptsetup.slice")]
    [InlineData("100%")]
    [InlineData("café")]
    [InlineData("日本語")]
    [InlineData("\U0001F600")]
    [InlineData("\u2764\uFE0F")]
    [InlineData("e\u0301")]
    public void A_name_that_is_safe_is_shown_as_it_is(string name)
    {
        Assert.Equal(name, EntryName.Decode(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(Encoding.UTF8.GetBytes(name), EntryName.Encode(name));
        Assert.Equal(name, EntryName.Original(name));
    }

    [Theory]
    [InlineData("line\nfeed\u001b[31m\u007f", "line␊feed␛[31m␡")]
    [InlineData("evil\u202Etxt.exe", "evil％E2％80％AEtxt.exe")]
    [InlineData("a\u009Bb", "a％C2％9Bb")]
    [InlineData("a␊b", "a％␊b")]
    [InlineData("50％", "50％％")]
    [InlineData("a：b＼c", "a％：b％＼c")]
    [InlineData("％E9", "％％E9")]
    public void What_is_not_safe_is_visible_and_what_stands_for_it_is_marked(string name, string shown)
    {
        Assert.Equal(shown, EntryName.Decode(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(name, EntryName.Original(shown));
    }

    [Fact]
    public void A_byte_that_is_no_UTF8_is_shown_by_its_digits()
    {
        Assert.Equal("c％E9", EntryName.Decode([0x63, 0xE9]));
        Assert.Equal("％E2％82A", EntryName.Decode([0xE2, 0x82, 0x41]));
        Assert.Equal("％ED％B2％80", EntryName.Decode([0xED, 0xB2, 0x80]));
        Assert.Equal("c％E9", EntryName.Original("c％E9"));
    }

    [Theory]
    [InlineData("a：b＼c", @"a:b\c")]
    [InlineData("no％41", "no％41")]
    [InlineData("no％e9", "no％e9")]
    [InlineData("no％2F％2E", "no％2F％2E")]
    [InlineData("end％", "end％")]
    [InlineData("\n", "\n")]
    public void Other_text_may_be_typed_too(string typed, string name) => Assert.Equal(Encoding.UTF8.GetBytes(name), EntryName.Encode(typed));

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => bytes.Length;
    }
}
