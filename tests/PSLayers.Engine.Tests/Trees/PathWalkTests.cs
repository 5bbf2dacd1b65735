using CsCheck;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>What a pattern finds by walking from directory to directory.</summary>
public sealed class PathWalkTests
{
    private static readonly string[] Patterns = ["*", "/*", "/*/*", "**", "/**/a*", "a*", "?", "/[a-c]*/**", "/*/**/*", "b/*", "**/?/**", "/a/*", "*[bc]"];

    [Theory]
    [InlineData("/lib*/x", "/usr/lib/x")]
    [InlineData("/lib/*", "/usr/lib/x")]
    [InlineData("x", "")]
    [InlineData("**/x", "/usr/lib/x")]
    [InlineData("/**", "/lib /loop /usr /usr/lib /usr/lib/x /usr/up")]
    [InlineData("/usr/up/usr/*", "/usr/lib /usr/up")]
    [InlineData("/loop/*", "")]
    [InlineData("/usr/*/**/x", "/usr/lib/x")]
    public void Links_are_followed_where_a_name_means_them_and_not_where_stars_pass_them(string pattern, string paths) =>
        Assert.Equal(paths, Found(Stack.Tree(["usr/lib/x", "lib -> usr/lib", "usr/up -> ..", "loop -> loop"]), pattern));

    [Fact]
    public void A_circle_of_links_ends()
    {
        LayeredTree tree = Stack.Tree(["a/up -> ..", "a/b/"]);

        Assert.Equal("/a/b /a/up", Found(tree, "/a/**"));
        Assert.Equal("/a/b /a/up", Found(tree, "/" + string.Concat(Enumerable.Repeat("*/", 19)) + "?*"));
    }

    [Fact]
    public void What_is_removed_is_found_in_the_layers_but_in_no_later_view()
    {
        LayeredTree tree = Stack.Tree(["d/a", "d/b"], ["d/.wh.a"]);

        Assert.Equal("/d/b", Found(tree, "/d/?"));
        Assert.Equal(["/d/a", "/d/b"], PathWalk.Find(tree, new PathPattern("/d/?", ignoresCase: false), default).Select(node => tree.Path(node)));
    }

    [Fact]
    public void A_path_is_tried_as_it_stands_first()
    {
        LayeredTree tree = Stack.Tree(["pages/[slug]/index.js", "pages/s/index.js"]);

        Assert.Equal("/pages/[slug]/index.js", PathWalk.Read(tree, "/pages/[slug]/index.js").Literal);
        Assert.Null(PathWalk.Read(tree, "/pages/[slu]/index.js").Literal);
        Assert.Equal("/pages/[slug]/none", PathWalk.Read(tree, "/pages/`[slug`]/none").Literal);
    }

    [Fact]
    public void Walking_finds_what_testing_every_path_finds() => Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, Patterns.Length - 1].Select(pattern => Patterns[pattern])).Sample((seed, text) =>
    {
        LayeredImage image = new RandomViews(seed, tidy: true).Image;
        var pattern = new PathPattern(text, ignoresCase: false);
        string[] all = [.. Enumerable.Range(1, image.Tree.NodeCount - 1).Select(node => image.Tree.Path(node)).Where(path => pattern.Matches(path))];

        Assert.Equal(all.Order(StringComparer.Ordinal), PathWalk.Find(image.Tree, pattern, default).Select(node => image.Tree.Path(node)).Order(StringComparer.Ordinal));
        TreeView view = image.Tree.TopView;
        string[] seen = [.. view.Descendants(view.Root).Select(node => image.Tree.Path(node.Node)).Where(path => pattern.Matches(path))];
        // By way of links there may be more.
        Assert.Empty(seen.Except(Found(image.Tree, text).Split(' ')));
    }, iter: 300);

    [Fact]
    public void Entries_of_a_layer_are_chosen_by_the_same_patterns() => Gen.Select(Gen.Int[1, 100_000], Gen.Int[0, Patterns.Length - 1].Select(pattern => Patterns[pattern])).Sample((seed, text) =>
    {
        LayerIndex layer = new RandomViews(seed, tidy: true).Image.Tree.Layers[0]!;
        var pattern = new PathPattern(text, ignoresCase: false);

        Assert.Equal(Enumerable.Range(0, layer.Count).Where(row => pattern.Matches(layer.Path(row))), new EntryChoice([text], [], ignoresCase: false, new PathLookups()).Rows(layer));
    }, iter: 300);

    private static string Found(LayeredTree tree, string pattern)
    {
        var read = new PathPattern(pattern, tree.IgnoresCase);
        return read.Literal is not null ? "" : string.Join(' ', PathWalk.Find(tree.TopView, read, ReadLimits.Default, LayeredTree.Root, default).Select(node => tree.Path(node.Node)));
    }
}
