using System.Text;
using PSLayers.Policy.Expressions;

namespace PSLayers.Engine.Tests.Policy;

/// <summary>Expressions match what Go's would.</summary>
public sealed class GoPatternTests
{
    [Theory]
    [InlineData("b", "abc")]
    [InlineData("^abc$", "abc")]
    [InlineData("a.c", "a\rc")]
    [InlineData("(?s)a.c", "a\nc")]
    [InlineData("(?m)^b$", "a\nb\nc")]
    [InlineData("(?i)ABC", "abc")]
    [InlineData("a(?i)b|c", "aB")]
    [InlineData("a(?i)b|c", "C")]
    [InlineData("(a(?i)b)c", "aBc")]
    [InlineData("(?i:a)b", "Ab")]
    [InlineData("(?i-s:a)b", "Ab")]
    [InlineData("(?U)a+", "aa")]
    [InlineData("(?P<name>a)(?<other>b)", "ab")]
    [InlineData(@"\Qa.b*\E+", "a.b**")]
    [InlineData(@"\Q(", "(")]
    [InlineData(@"\d\w\s\D\W\S", "1a\fx-y")]
    [InlineData(@"[\d_]+[^\D]$", "_12")]
    [InlineData(@"\x41\x{1F600}\101\07", "A😀A\a")]
    [InlineData(@"\_\-\/\%", "_-/%")]
    [InlineData("[[:alpha:]][[:^alpha:]]", "a1")]
    [InlineData("[]a]+$", "]a")]
    [InlineData("[^]a]", "b")]
    [InlineData("[a-z-[aeiou]]", "-]")]
    [InlineData("a{,2}", "a{,2}")]
    [InlineData("a{2}$", "aa")]
    [InlineData("{a}", "{a}")]
    [InlineData("a{01}", "a{01}")]
    [InlineData("x*?y+?z??", "y")]
    [InlineData("^*a", "a")]
    [InlineData("(|a)+$", "aa")]
    [InlineData("a||b", "")]
    [InlineData("", "")]
    [InlineData(@"\Aa\z", "a")]
    [InlineData(@"\bfoo\B", "a foox")]
    [InlineData(@"\pL\PL\p{Lu}\p{^Lu}", "a1Bc")]
    [InlineData("^.$", "😀")]
    [InlineData("^[^a]$", "😀")]
    [InlineData("^[😀-😂]$", "😁")]
    [InlineData("^😀{2}$", "😀😀")]
    [InlineData("a #b", "a #b")]
    [InlineData("]", "]")]
    public void What_matches_in_go_matches(string pattern, string text)
    {
        var read = new GoPattern(pattern);

        Assert.Null(read.Fault);
        Assert.True(read.IsMatch(text));
    }

    [Theory]
    [InlineData("a$", "a\n")]
    [InlineData("a.c", "a\nc")]
    [InlineData("^b", "a\nb")]
    [InlineData(@"\d", "٣")]
    [InlineData(@"\w", "é")]
    [InlineData(@"\s", "\v")]
    [InlineData(@"\s", "\u00A0")]
    [InlineData("ABC", "abc")]
    [InlineData("(a(?i)b)C", "aBc")]
    [InlineData("^..$", "😀")]
    [InlineData("^[😀-😂]$", "😃")]
    [InlineData("^[^😀]$", "😀")]
    [InlineData(@"[\s\S]\z.", "ab")]
    public void What_does_not_match_in_go_does_not(string pattern, string text)
    {
        var read = new GoPattern(pattern);

        Assert.Null(read.Fault);
        Assert.False(read.IsMatch(text));
    }

    [Theory]
    [InlineData("(")]
    [InlineData(")")]
    [InlineData("[a")]
    [InlineData("*a")]
    [InlineData("a**")]
    [InlineData("a{2}{3}")]
    [InlineData("a|*")]
    [InlineData("a{1001}")]
    [InlineData("a{3,2}")]
    [InlineData("(?=a)")]
    [InlineData("(?!a)")]
    [InlineData("(?<=a)")]
    [InlineData("(?<!a)")]
    [InlineData("(?>a)")]
    [InlineData("(?x)a")]
    [InlineData("(?P=a)")]
    [InlineData("(?P<a-b>c)")]
    [InlineData("(?i-)a")]
    [InlineData(@"(a)\1")]
    [InlineData(@"\Z")]
    [InlineData(@"\C")]
    [InlineData(@"\q")]
    [InlineData(@"a\")]
    [InlineData(@"\x{110000}")]
    [InlineData(@"\xg1")]
    [InlineData("[b-a]")]
    [InlineData("[[:word2:]]")]
    [InlineData(@"\p{Greek}")]
    public void What_go_does_not_have_is_told_and_never_matches(string pattern)
    {
        var read = new GoPattern(pattern);

        Assert.NotNull(read.Fault);
        Assert.False(read.IsMatch(pattern));
    }

    [Fact]
    public void An_expression_that_goes_back_elsewhere_takes_no_time_here() =>
        Assert.False(new GoPattern("^(a+)+$").IsMatch(new string('a', 100_000) + "b"));

    [Theory]
    [InlineData("(a{1000}){2}")]
    [InlineData("((a{100}b|c){5,}){3}")]
    public void What_repeats_too_often_is_told_as_in_go(string pattern) => Assert.NotNull(new GoPattern(pattern).Fault);

    [Theory]
    [InlineData("(a{500}){2}")]
    [InlineData("(a{1000}b){0}")]
    [InlineData("(a{1000})*")]
    public void What_repeats_as_often_as_go_allows_is_not(string pattern) => Assert.Null(new GoPattern(pattern).Fault);

    [Fact]
    public void Bytes_that_are_no_text_are_one_character_each()
    {
        Assert.Equal("a\uFFFD\uFFFDb\uFFFD😀", GoText.Decode([(byte)'a', 0xE2, 0x82, (byte)'b', 0xFF, .. Encoding.UTF8.GetBytes("😀")]));
        Assert.Equal("é", GoText.Decode("é"u8));
    }

    [Theory]
    [InlineData("$A/x", "1/x")]
    [InlineData("${A}x", "1x")]
    [InlineData("$Ax", "")]
    [InlineData("$NONE/${NONE}", "/")]
    [InlineData("a$", "a$")]
    [InlineData("$/a", "$/a")]
    [InlineData("${}a", "a")]
    [InlineData("${A", "A")]
    [InlineData("$1a$*", "a")]
    public void Variables_are_put_in_as_go_does(string text, string expanded) =>
        Assert.Equal(expanded, GoText.Expand(text, new Dictionary<string, string> { ["A"] = "1" }));
}
