using System.Globalization;
using System.Text;
using CsCheck;

namespace PSLayers.Text;

public sealed class VisibleTextTests
{
    [Fact]
    public void Prose_keeps_line_feeds_and_tabs_and_nothing_else_that_is_not_safe()
    {
        Assert.Equal("a\n\tb␍␛[2J％E2％80％AEc", VisibleText.Prose("a\n\tb\r\u001b[2J\u202Ec"));
        Assert.Equal("a␊␉b", VisibleText.Line("a\n\tb"));
        Assert.Equal("", VisibleText.Prose(null));
    }

    [Fact]
    public void Ordinary_text_is_the_very_same_string()
    {
        string text = new("说明：使用 100％, naïve \U0001F600");
        Assert.Same(text, VisibleText.Prose(text));
        Assert.Same(text, VisibleText.Line(text));
    }

    [Fact]
    public void Text_that_is_visible_stays_as_it_is() => Gen.String.Sample(text =>
        VisibleText.Line(VisibleText.Line(text)) == VisibleText.Line(text) && VisibleText.Prose(VisibleText.Prose(text)) == VisibleText.Prose(text)
            && VisibleText.Line(VisibleText.Prose(text)) == VisibleText.Line(text), iter: 20_000);

    [Fact]
    public void Nothing_that_is_not_safe_is_left() => Gen.Int[0, 0x10FFFF].Where(Rune.IsValid).Array[0, 12].Sample(values =>
    {
        string shown = VisibleText.Line(string.Concat(values.Select(value => new Rune(value).ToString())));
        return !shown.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }, iter: 50_000);

    [Theory]
    [InlineData(0x00AD)]
    [InlineData(0x034F)]
    [InlineData(0x115F)]
    [InlineData(0x180B)]
    [InlineData(0x200D)]
    [InlineData(0x2060)]
    [InlineData(0x3164)]
    [InlineData(0xFEFF)]
    [InlineData(0xFFA0)]
    [InlineData(0xE0020)]
    [InlineData(0xE0100)]
    public void What_cannot_be_seen_is_shown(int character) => Assert.StartsWith("％", VisibleText.Line(new Rune(character).ToString()), StringComparison.Ordinal);

    [Fact]
    public void A_JSON_document_stays_the_same_document()
    {
        const string Json = "{\r\n\t\"a\u202E\": \"x\u009B\u007F\U000E0041y\", \"ü\": \"\\u001b\"\r\n}";
        string shown = VisibleJson.Of(Encoding.UTF8.GetBytes("\uFEFF" + Json));

        Assert.Equal("{ \n\t\"a\\u202E\": \"x\\u009B\\u007F\\uDB40\\uDC41y\", \"ü\": \"\\u001b\" \n}", shown);
        Assert.Equal(JsonValues(Json), JsonValues(shown));
    }

    private static string JsonValues(string json) => string.Join('|', System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(json)!.Select(pair => pair.ToString()));
}
