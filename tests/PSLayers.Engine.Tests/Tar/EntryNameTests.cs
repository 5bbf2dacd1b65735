using System.Text;
using CsCheck;
using PSLayers.Layers;

namespace PSLayers.Tar;

public sealed class EntryNameTests
{
    [Fact]
    public void Any_bytes_come_back_from_their_text() =>
        Gen.Byte.Array[0, 40].Sample(bytes => EntryName.Encode(EntryName.Decode(bytes)).AsSpan().SequenceEqual(bytes), iter: 20_000);

    [Fact]
    public void Bytes_that_are_often_wrong_in_UTF8_come_back_too()
    {
        byte[] alphabet = [0x2F, 0x41, 0x7F, 0x80, 0xBF, 0xC0, 0xC3, 0xA9, 0xE2, 0x82, 0xAC, 0xED, 0xA0, 0xB2, 0xF0, 0x9F, 0x98, 0xF4, 0xFF];
        Gen.Int[0, alphabet.Length - 1].Select(i => alphabet[i]).Array[0, 12].Sample(bytes => EntryName.Encode(EntryName.Decode(bytes)).AsSpan().SequenceEqual(bytes), iter: 50_000);
    }

    [Fact]
    public void Different_bytes_are_different_texts() =>
        Gen.Select(Gen.Byte.Array[0, 3], Gen.Byte.Array[0, 3]).Sample(
            (a, b) => a.AsSpan().SequenceEqual(b) == (EntryName.Decode(a) == EntryName.Decode(b)), iter: 20_000);

    [Theory]
    [InlineData("plain")]
    [InlineData("café")]
    [InlineData("日本語")]
    [InlineData("\U0001F600")]
    [InlineData("e\u0301")]
    [InlineData("line\nfeed\u001b[31m")]
    public void UTF8_is_read_as_the_text_that_it_is(string name)
    {
        Assert.Equal(name, EntryName.Decode(Encoding.UTF8.GetBytes(name)));
        Assert.Equal(Encoding.UTF8.GetBytes(name), EntryName.Encode(name));
    }

    [Fact]
    public void A_byte_that_is_no_UTF8_is_a_lone_surrogate()
    {
        Assert.Equal("c\uDCE9", EntryName.Decode([0x63, 0xE9]));
        Assert.Equal("\uDCE2\uDC82A", EntryName.Decode([0xE2, 0x82, 0x41]));
        Assert.Equal("\uDCED\uDCB2\uDC80", EntryName.Decode([0xED, 0xB2, 0x80]));
        Assert.Equal("\uDCC0\uDCAF", EntryName.Decode([0xC0, 0xAF]));
        Assert.Equal("\uDCF0\uDC9F", EntryName.Decode([0xF0, 0x9F]));
    }

    [Fact]
    public void Surrogates_that_stand_for_no_byte_become_the_replacement_character()
    {
        Assert.Equal("\uFFFD"u8.ToArray(), EntryName.Encode("\uD800"));
        Assert.Equal("\uFFFD"u8.ToArray(), EntryName.Encode("\uDC7F"));
        Assert.Equal("a\uFFFD"u8.ToArray(), EntryName.Encode("a\uDD00"));
    }
}
