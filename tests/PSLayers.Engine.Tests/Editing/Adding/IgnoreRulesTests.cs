using PSLayers.Editing.Adding;
using PSLayers.Errors;

namespace PSLayers.Engine.Tests.Editing.Adding;

/// <summary>The rules of .dockerignore, as Docker's reference tells them.</summary>
public sealed class IgnoreRulesTests
{
    [Theory]
    [InlineData("file", "file")]
    [InlineData("/file", "file")]
    [InlineData("dir", "dir/file")]
    [InlineData("dir/", "dir/file")]
    [InlineData("./dir/../file", "file")]
    [InlineData("*", "file")]
    [InlineData("*", "dir/file")]
    [InlineData("*.txt", "a.txt")]
    [InlineData("*/*.txt", "dir/a.txt")]
    [InlineData("a?c", "abc")]
    [InlineData("a?c", "a☺c")]
    [InlineData("a[b-d]e", "ace")]
    [InlineData("a[^b-d]e", "aze")]
    [InlineData("[\\]a]", "]")]
    [InlineData("**", "dir/file")]
    [InlineData("**/", "dir/file")]
    [InlineData("**/file", "file")]
    [InlineData("**/file", "a/b/file")]
    [InlineData("**file", "a/b/myfile")]
    [InlineData("**/dir/*", "x/dir/file")]
    [InlineData("**/dir/**", "x/dir/y/file")]
    [InlineData("dir/**", "dir/a/b")]
    [InlineData("a**/*.txt", "a/b/c.txt")]
    [InlineData("**/**/*.txt", "c.txt")]
    [InlineData("a\\*b", "a*b")]
    [InlineData("a(b)c+.{1}$", "a(b)c+.{1}$")]
    [InlineData("dist/*.whl", "dist/x+g08.whl")]
    [InlineData("  spaced  ", "spaced")]
    public void A_pattern_leaves_a_file_out(string pattern, string path) => Assert.True(IsIgnored(path, pattern));

    [Theory]
    [InlineData("file", "dir/file")]
    [InlineData("*.txt", "dir/a.txt")]
    [InlineData("a?c", "a/c")]
    [InlineData("a*c", "a/c")]
    [InlineData("a[b-d]e", "aae")]
    [InlineData("abc.def", "abcZdef")]
    [InlineData("**/.foo", "bar.foo")]
    [InlineData("abc/**", "abc")]
    [InlineData("a\\*b", "axb")]
    [InlineData("dir", "directory")]
    [InlineData("File", "file")]
    [InlineData("../file", "file")]
    public void A_pattern_does_not_leave_a_file_out(string pattern, string path) => Assert.False(IsIgnored(path, pattern));

    [Theory]
    [InlineData("docs/README.md", false, "docs", "!docs/README.md")]
    [InlineData("docs/other.md", true, "docs", "!docs/README.md")]
    [InlineData("README.md", true, "!README.md", "*.md")]
    [InlineData("README.md", false, "*.md", "!README*.md")]
    [InlineData("README-secret.md", true, "*.md", "!README*.md", "README-secret.md")]
    [InlineData("README-secret.md", false, "*.md", "README-secret.md", "!README*.md")]
    [InlineData("util/docker/web/foo", false, "**", "!util/docker/web")]
    [InlineData("util/docker/web/foo", true, "**", "!util/docker/web", "util/docker/web/foo")]
    [InlineData("a", false, "*", "!  /a")]
    public void The_last_pattern_that_matches_counts(string path, bool isIgnored, params string[] patterns) => Assert.Equal(isIgnored, IsIgnored(path, patterns));

    [Theory]
    [InlineData("!")]
    [InlineData("[")]
    [InlineData("a[")]
    [InlineData("[^")]
    [InlineData("[-x]")]
    [InlineData("[x-]")]
    [InlineData("[d-b]")]
    [InlineData("x*\\")]
    public void A_malformed_pattern_is_refused(string pattern) =>
        Assert.Equal(ImageErrorId.ValueIgnored, Assert.Throws<ImageException>(() => new IgnoreRules([pattern])).ErrorId);

    [Fact]
    public void A_file_of_patterns_may_have_a_mark_comments_and_empty_lines()
    {
        IEnumerable<string> patterns = IgnoreRules.PatternsOf("\uFEFF# all\r\n\r\n*.log\r\n  # no comment\r\n!keep.log\r\n");

        Assert.True(IsIgnored("a.log", [.. patterns]));
        Assert.False(IsIgnored("keep.log", [.. patterns]));
        Assert.True(IsIgnored("# no comment", [.. patterns]));
    }

    private static bool IsIgnored(string path, params string[] patterns)
    {
        var rules = new IgnoreRules(patterns);
        IgnoreRules.Matching result = rules.Root;
        string[] names = path.Split('/');
        for (int i = 1; i <= names.Length; i++)
            result = rules.Match(string.Join('/', names[..i]), result);
        return result.IsIgnored;
    }
}
