using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Secrets;
using PSLayers.Secrets.Search;
using PSLayers.Secrets.UserRules;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>Rules that users bring, in gitleaks' form, and lists of what they know.</summary>
public sealed class UserRuleTests : SecretTest
{
    private const string Acme = """
        title = "mine"
        [[rules]]
        id = "acme"
        regex = '''acme_([0-9a-f]{8})'''
        keywords = ["ACME_"]
        """;

    [Fact]
    public void A_rule_finds_what_its_expression_says_with_the_line()
    {
        SecretHit hit = Assert.Single(Hits("a\nb acme_0123abcd\n"u8, finder: FinderOf(Acme)));

        Assert.Equal(("acme", 2L, "0123abcd", "acme_…"), (hit.Kind, hit.Line, hit.Value, hit.Match));
    }

    [Theory]
    [InlineData("entropy = 3.5", "acme_00000001", 0)]
    [InlineData("entropy = 2.5", "acme_0123abcd", 1)]
    [InlineData("secretGroup = 1", "acme_0123abcd", 1)]
    [InlineData("path = '''\\.txt$'''", "acme_0123abcd", 0)]
    [InlineData("path = '''\\.conf$'''", "acme_0123abcd", 1)]
    [InlineData("[rules.allowlist]\nstopwords = [\"ABCD\"]", "acme_0123abcd", 0)]
    [InlineData("[[rules.allowlists]]\nregexes = ['''^0123''']", "acme_0123abcd", 0)]
    [InlineData("[[rules.allowlists]]\nregexes = ['''^acme''']", "acme_0123abcd", 1)]
    [InlineData("[[rules.allowlists]]\nregexes = ['''^acme''']\nregexTarget = \"match\"", "acme_0123abcd", 0)]
    [InlineData("[[rules.allowlists]]\nregexes = ['''^key = ''']\nregexTarget = \"line\"", "acme_0123abcd", 0)]
    [InlineData("[[rules.allowlists]]\nregexes = ['''^0123''']\npaths = ['''other''']\ncondition = \"AND\"", "acme_0123abcd", 1)]
    [InlineData("[[rules.allowlists]]\npaths = ['''a\\.conf''']", "acme_0123abcd", 0)]
    [InlineData("[allowlist]\npaths = ['''a\\.conf''']", "acme_0123abcd", 0)]
    public void What_a_rule_says_counts(string more, string text, int count)
    {
        LayeredImage image = Load(new TarBuilder().File("etc/a.conf", $"first\nkey = {text}\n"));

        Assert.Equal(count, Found(image, new SecretOptions { Finder = FinderOf($"{Acme}\n{more}") }).Length);
    }

    [Fact]
    public void A_rule_of_a_path_alone_tells_files()
    {
        LayeredImage image = Load(new TarBuilder().File("etc/a.conf", "x").File("etc/secret.p12", "y"));

        Assert.Equal(["keystore /etc/secret.p12:1 0"], Found(image, new SecretOptions { Finder = FinderOf("[[rules]]\nid = \"keystore\"\npath = '''\\.p12$'''") }));
    }

    [Fact]
    public void A_rule_without_words_goes_over_everything_once()
    {
        byte[] text = new byte[700_000];
        text.AsSpan().Fill((byte)'\n');
        for (int at = 200_000; at < 600_000; at += 5_000)
            "zz12"u8.CopyTo(text.AsSpan(at));
        "zz99"u8.CopyTo(text.AsSpan((256 << 10) - SecretScan.Reach - 2));

        // Ten of them stand before, four line breaks each.
        Assert.Equal([200_001L, (256 << 10) - SecretScan.Reach - 1 - 40], Hits(text, finder: FinderOf("[[rules]]\nid = \"z\"\nregex = '''zz\\d+'''")).Select(hit => hit.Line));
    }

    [Fact]
    public void Names_of_groups_and_sets_as_go_has_them_are_understood() =>
        Assert.Equal("ab12", Assert.Single(Hits("x=ab12"u8, finder: FinderOf("[[rules]]\nid = \"z\"\nregex = '''(?P<name>x)=(?P<word>[[:alnum:]]{4})'''\nsecretGroup = 2"))).Value);

    [Theory]
    [InlineData("(?=a)b", "rule z")]
    [InlineData("(a)\\\\1", "rule z")]
    [InlineData("(a", "rule z")]
    public void An_expression_that_cannot_be_used_is_an_error_that_names_the_rule(string expression, string named)
    {
        ImageException error = Assert.Throws<ImageException>(() => GitleaksRules.Read($"[[rules]]\nid = \"z\"\nregex = \"{expression}\""));

        Assert.Equal(ImageErrorId.SecretRulesInvalid, error.ErrorId);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[[rules]]\nregex = 'a'")]
    [InlineData("[[rules]]\nid = 'a'")]
    [InlineData("[[rules]]\nid = 'a'\nregex = 'a'\nsecretGroup = 3")]
    [InlineData("title = 'none'")]
    [InlineData("[[rules")]
    public void What_is_no_rule_is_an_error(string text) => Assert.Equal(ImageErrorId.SecretRulesInvalid, Assert.Throws<ImageException>(() => GitleaksRules.Read(text)).ErrorId);

    [Fact]
    public void What_has_no_meaning_here_is_told() =>
        Assert.Equal(["extend", "skipReport of rule acme"], GitleaksRules.Read($"{Acme}\nskipReport = true\n[extend]\nuseDefault = true").LeftOut);

    [Fact]
    public void Several_words_and_rules_are_told_apart()
    {
        SecretFinder finder = FinderOf("[[rules]]\nid = \"one\"\nregex = '''abc\\d'''\nkeywords = [\"abc\"]\n[[rules]]\nid = \"two\"\nregex = '''abd\\d'''\nkeywords = [\"abd\", \"xyz\"]");

        Assert.Equal(["one abc1", "two abd2"], Hits("ABC abc1 abd2"u8, finder: finder).Select(hit => $"{hit.Kind} {hit.Value}"));
    }

    [Theory]
    [InlineData("0123456789abcdef0123456789ABCDEF\n\n# comment\nffffffffffffffffffffffffffffffff # why")]
    [InlineData("[\"0123456789abcdef0123456789abcdef\", {\"Kind\": \"a\", \"Fingerprint\": \"ffffffffffffffffffffffffffffffff\"}]")]
    public void A_list_of_fingerprints_is_read(string text)
    {
        IReadOnlySet<string> known = AllowList.Read(text);

        Assert.Equal(2, known.Count);
        Assert.Contains("0123456789abcdef0123456789abcdef", known);
        Assert.Contains("ffffffffffffffffffffffffffffffff", known);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("[1]")]
    [InlineData("{\"a\": 1}")]
    [InlineData("[\"abc\"]")]
    [InlineData("[")]
    public void What_is_no_such_list_is_an_error(string text) => Assert.Equal(ImageErrorId.AllowListInvalid, Assert.Throws<ImageException>(() => AllowList.Read(text)).ErrorId);

    private static SecretFinder FinderOf(string rules)
    {
        GitleaksRules read = GitleaksRules.Read(rules);
        return SecretOptions.FinderOf(new UserRuleSearch(read.Rules, read.Allowed));
    }
}
