using System.Text;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Engine.Tests.Secrets;

/// <summary>The rules that come with the module.</summary>
public sealed class RuleTests : SecretTest
{
    public static TheoryData<string> Kinds => [.. SecretRules.Default.Rules.Select(rule => rule.Kind)];

    public static TheoryData<string> CheckedKinds => [.. SecretRules.Default.Rules.Where(rule => rule.Checksum is not null).Select(rule => rule.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_example_of_a_rule_is_found_at_its_line(string kind)
    {
        string[] examples = [.. Planted.Of(RuleOf(kind))];

        Assert.NotEmpty(examples);
        foreach (string example in examples)
        {
            SecretHit hit = Assert.Single(Hits($"# first\n\nthird: \"{example}\"\n"), hit => hit.Kind == kind);
            Assert.Equal(3, hit.Line);
            Assert.Contains(hit.Value, example, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void At_most_a_quarter_of_a_secret_is_shown(string kind)
    {
        foreach (string example in Planted.Of(RuleOf(kind)))
        {
            SecretHit hit = Hits($"x \"{example}\"\n").First(hit => hit.Kind == kind);
            int shown = Enumerable.Range(0, hit.Value.Length + 1).Last(length => hit.Match.Contains(hit.Value[..length], StringComparison.Ordinal));

            Assert.True(shown <= hit.Value.Length / 4 || kind.Contains("private-key", StringComparison.Ordinal), hit.Match);
        }
    }

    [Theory]
    [MemberData(nameof(CheckedKinds))]
    public void A_token_with_a_wrong_checksum_is_none(string kind)
    {
        string token = Planted.Of(RuleOf(kind)).First();
        char last = token[^1] == '0' ? '1' : '0';

        Assert.NotEmpty(Hits(token));
        Assert.Empty(Hits(token[..^1] + last));
        Assert.Empty(Hits(token[..8] + (token[8] == 'a' ? 'b' : 'a') + token[9..]));
    }

    [Fact]
    public void The_checksums_are_those_of_their_makers()
    {
        // Tokens that the makers themselves publish as samples, in two parts each.
        Assert.True(Checksums.IsRight("crc32-base62", Encoding.ASCII.GetBytes("ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17")));
        Assert.True(Checksums.IsRight("crc32-hex", Encoding.ASCII.GetBytes("glsa_" + "yscW25imSKJIuav8zF37RZmnbiDvB05G" + "_fcaaf58a")));
    }

    [Theory]
    [MemberData(nameof(CheckedKinds))]
    public void A_checksum_proves_a_token_that_stands_in_other_characters(string kind)
    {
        string token = Planted.Of(RuleOf(kind)).First();

        Assert.Equal(kind, Assert.Single(Hits($"abc{token}def")).Kind);
    }

    [Fact]
    public void A_token_that_goes_on_is_another_one()
    {
        string token = Planted.Token("gitlab-token");

        Assert.Single(Hits($"'{token}'"));
        Assert.Empty(Hits($"x{token}"));
        Assert.Empty(Hits($"{token}abc"));
    }

    [Fact]
    public void A_token_behind_an_escaped_line_break_is_found() => Assert.Single(Hits($"\"a\\n{Planted.Token("gitlab-token")}\\n\""));

    [Fact]
    public void Every_search_word_has_four_bytes_or_three_and_a_set_and_there_are_few()
    {
        byte[][] literals = [.. SecretRules.Default.Rules.SelectMany(rule => rule.Shapes.Select(shape => shape.Literal).Concat(rule.Anchors))];

        Assert.All(literals, literal => Assert.True(literal.Length >= 3, Encoding.ASCII.GetString(literal)));
        Assert.All(SecretRules.Default.Rules.SelectMany(rule => rule.Shapes).Where(shape => shape.Literal.Length == 3), shape => Assert.NotNull(shape.Next));
        Assert.InRange(literals.Length, 1, 80);
    }

    [Fact]
    public void No_kind_stands_twice_but_for_places()
    {
        string[] kinds = [.. SecretRules.Default.Rules.Select(rule => rule.Kind), .. SecretRules.Default.Places.Select(place => place.Rule.Kind)];

        Assert.Equal(kinds.Distinct().Count(), kinds.Length);
    }

    [Fact]
    public void The_page_on_secrets_names_every_kind()
    {
        string page = File.ReadAllText(Path.Join(AppContext.BaseDirectory, "secrets.md"));

        Assert.All(SecretRules.Default.Kinds, kind => Assert.Contains($"`{kind}`", page, StringComparison.Ordinal));
    }

    private static SecretRule RuleOf(string kind) => SecretRules.Default.Rules.First(rule => rule.Kind == kind);
}
