using CsCheck;
using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The one language of paths and patterns of paths.</summary>
public sealed class PathPatternTests
{
    private static readonly Gen<string> Name = Gen.Char["ab"].Array[1, 4].Select(name => new string(name));

    private static readonly string[] Pieces = ["a", "b", "*", "?", "[ab]", "[a-b]", "`a", "[b]"];

    private static readonly Gen<string> NamePattern = Gen.Int[0, Pieces.Length - 1].Select(piece => Pieces[piece]).Array[1, 4].Select(string.Concat);

    private static readonly Gen<string> Pattern = Gen.Select(Gen.OneOf(NamePattern, Gen.Const("**")).Array[1, 5], Gen.Bool,
        (parts, isAnchored) => (isAnchored ? "/" : "") + string.Join('/', parts));

    [Theory]
    [InlineData("/etc/passwd", "/etc/passwd")]
    [InlineData("etc/passwd", "/etc/passwd")]
    [InlineData("./etc//passwd/", "/etc/passwd")]
    [InlineData("/odd`[1`]", "/odd[1]")]
    [InlineData("/odd[1", "/odd[1")]
    [InlineData("/a`*b", "/a*b")]
    [InlineData("/", "/")]
    public void What_has_no_wildcards_is_one_path_from_the_root_on(string text, string path)
    {
        Assert.Equal(path, new PathPattern(text, ignoresCase: false).Literal);
        Assert.True(new PathPattern(text, ignoresCase: false).Matches(path));
    }

    [Theory]
    [InlineData("*.pem", "/a.pem /etc/ssl/b.pem", "/etc/pem /a.pem/x")]
    [InlineData("/*.pem", "/a.pem", "/etc/b.pem")]
    [InlineData("etc/*.conf", "/etc/a.conf /root/etc/b.conf", "/etc/x/a.conf /etc")]
    [InlineData("/etc/*", "/etc/a", "/etc /etc/a/b")]
    [InlineData("/etc/**", "/etc/a /etc/a/b", "/etc /x/etc/a")]
    [InlineData("/usr/**/*.so", "/usr/a.so /usr/lib/x/b.so", "/lib/a.so /usr")]
    [InlineData("/**/lib/**/x", "/lib/x /usr/lib/a/b/x", "/lib /usr/x")]
    [InlineData("/a?[x-z]", "/abx /aby", "/ab /abw /abxx")]
    [InlineData("[!a]", "/! /a", "/b")]
    [InlineData("x]*", "/x]y", "/xy")]
    [InlineData("/?", "/a /😀", "/ab")]
    public void A_pattern_is_like(string pattern, string paths, string others)
    {
        var read = new PathPattern(pattern, ignoresCase: false);

        Assert.Null(read.Literal);
        Assert.All(paths.Split(' '), path => Assert.True(read.Matches(path), path));
        Assert.All(others.Split(' '), path => Assert.False(read.Matches(path), path));
    }

    [Fact]
    public void Case_counts_unless_the_image_says_otherwise()
    {
        Assert.False(new PathPattern("/ETC/[P]*", ignoresCase: false).Matches("/etc/passwd"));
        Assert.True(new PathPattern("/ETC/[P]*", ignoresCase: true).Matches("/etc/passwd"));
        Assert.True(new PathPattern("/ETC/passwd", ignoresCase: true).Matches("/etc/Passwd"));
    }

    [Fact]
    public void A_path_as_it_stands_has_no_wildcards() =>
        Assert.Equal("/pages/[slug]/a*`?", PathPattern.AsItStands("/pages/[slug]/a*`?", ignoresCase: false).Literal);

    [Fact]
    public void What_is_below_a_match_counts_where_it_is_asked_for()
    {
        foreach (string text in new[] { "/a/b", "/a/?" })
        {
            var pattern = new PathPattern(text, ignoresCase: false);
            Assert.True(pattern.Matches("/a/b/c/d", orBelow: true));
            Assert.False(pattern.Matches("/a/b/c/d"));
            Assert.False(pattern.Matches("/a", orBelow: true));
        }
    }

    [Fact]
    public void Any_pattern_means_what_trying_every_possibility_finds() =>
        Gen.Select(Pattern, Name.Array[1, 5]).Sample((pattern, names) =>
        {
            var read = new PathPattern(pattern, ignoresCase: false);
            string[] parts = pattern.Split('/', StringSplitOptions.RemoveEmptyEntries);
            bool isLiteral = pattern.IndexOfAny(['*', '?', '[']) < 0;
            string[] anchored = pattern.StartsWith('/') || isLiteral ? parts : ["**", .. parts];

            Assert.Equal(isLiteral, read.Literal is not null);
            Assert.Equal(IsLike(anchored, names), read.Matches("/" + string.Join('/', names)));
        }, iter: 20_000);

    // Each star doubles what trying every possibility would take: that would end after the sun.
    [Fact]
    public void Many_stars_take_no_time()
    {
        string name = new('a', 200);
        string stars = string.Concat(Enumerable.Repeat("*a", 90));

        Assert.False(new PathPattern($"/{stars}b", ignoresCase: false).Matches("/" + name));
        Assert.False(new PathPattern($"/{string.Join('/', Enumerable.Repeat("**/a", 30))}/b", ignoresCase: false)
            .Matches(string.Concat(Enumerable.Repeat("/a", 1_000))));
    }

    [Fact]
    public void A_pattern_of_too_many_names_is_refused()
    {
        string pattern = string.Concat(Enumerable.Repeat("/?", 100));

        Assert.Equal(ImageErrorId.CountLimit, Assert.Throws<ImageException>(() => new PathPattern(pattern, ignoresCase: false)).ErrorId);
        Assert.NotNull(new PathPattern(string.Concat(Enumerable.Repeat("/a", 100)), ignoresCase: false).Literal);
    }

    private static bool IsLike(ReadOnlySpan<string> parts, ReadOnlySpan<string> names)
    {
        if (parts.IsEmpty)
            return names.IsEmpty;
        if (parts[0] != "**")
            return !names.IsEmpty && IsLike(parts[0], names[0]) && IsLike(parts[1..], names[1..]);
        // At the end it stands for what is below, and so for one name at least.
        bool isLast = parts.Length == 1;
        for (int taken = isLast ? 1 : 0; taken <= names.Length; taken++)
        {
            if (isLast ? taken == names.Length : IsLike(parts[1..], names[taken..]))
                return true;
        }
        return false;
    }

    private static bool IsLike(string pattern, string name)
    {
        if (pattern.Length == 0)
            return name.Length == 0;
        if (pattern[0] == '*')
            return IsLike(pattern[1..], name) || (name.Length > 0 && IsLike(pattern, name[1..]));
        (string set, int length) = pattern[0] switch
        {
            '?' => ("ab", 1),
            '[' when pattern[2] == '-' => ("ab", 5),
            '[' when pattern[2] == 'b' => ("ab", 4),
            '[' => ("b", 3),
            '`' => ("a", 2),
            var c => (c.ToString(), 1),
        };
        return name.Length > 0 && set.Contains(name[0], StringComparison.Ordinal) && IsLike(pattern[length..], name[1..]);
    }
}
