using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>Which content a hard link has: what it had when its layer was made.</summary>
public sealed class HardLinkTests
{
    [Fact]
    public void A_link_leads_to_what_its_own_layer_had_before_it_and_else_to_the_view_below()
    {
        Assert.Equal((1, 0), Content(Stack.Tree(["a"], ["a", "b => a"]), "b"));
        Assert.Equal((0, 0), Content(Stack.Tree(["a"], ["b => a", "a"]), "b"));
    }

    [Fact]
    public void A_link_keeps_its_content_when_its_own_layer_replaces_the_file()
    {
        LayeredTree tree = Stack.Tree(["a", "b => a", "a", "c => a", "a", "d => a"]);

        Assert.Equal(((0, 0), (0, 2), (0, 4)), (Content(tree, "b"), Content(tree, "c"), Content(tree, "d")));
    }

    [Fact]
    public void A_link_keeps_its_content_when_its_own_layer_replaces_the_directory_of_the_file()
    {
        LayeredTree tree = Stack.Tree(["d/", "d/a", "b => d/a", "d -> b", "d/", "d/a"]);

        Assert.Equal("b d d/a", Stack.Paths(tree));
        Assert.Equal((0, 1), Content(tree, "b"));
    }

    [Theory]
    [InlineData(true, "b => a")]
    [InlineData(true, "b => a", "a")]
    [InlineData(false, "a", "b => a")]
    [InlineData(false, "d/", "d/f", "l -> d", "b => l/f")]
    [InlineData(false, "d/", "d/f", "b => d/../d/./f")]
    [InlineData(false, "d/", "d/f", "b => none/../d/f")]
    [InlineData(false, "d/", "d/f", "b => d/none/at/../../f")]
    [InlineData(true, "d/", "d/f", "b => d/none/at/../f")]
    public void A_link_to_what_its_layer_does_not_have_before_it_is_a_warning(bool isStray, params string[] layer)
    {
        LayeredTree tree = Stack.Tree(["a"], layer);

        Assert.Equal(isStray ? 1 : 0, tree.Warnings.Count(warning => warning.ErrorId == ImageErrorId.HardLinkOutside && warning.Message.Contains("/b", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_link_leads_to_the_view_below_where_its_own_layer_has_no_such_file() =>
        Assert.Equal((0, 0), Content(Stack.Tree(["a"], ["b => a"]), "b"));

    [Fact]
    public void A_link_keeps_its_content_when_a_later_layer_replaces_or_removes_the_file()
    {
        LayeredTree tree = Stack.Tree(["a", "c"], ["b => a", "d => /c"], ["a", ".wh.c"]);

        Assert.Equal((0, 0), Content(tree, "b"));
        Assert.Equal((0, 1), Content(tree, "d"));
        Assert.Equal("a b d", Stack.Paths(tree));
    }

    [Fact]
    public void A_link_to_a_file_that_its_own_layer_removes_has_that_file_s_content() =>
        Assert.Equal((0, 0), Content(Stack.Tree(["a"], [".wh.a", "b => a"]), "b"));

    [Fact]
    public void A_link_may_stand_before_its_file_and_lead_to_another_link() =>
        Assert.Equal((0, 2), Content(Stack.Tree(["c => ./b", "b => a", "a"]), "c"));

    [Fact]
    public void A_link_to_its_own_name_means_the_file_below() => Assert.Equal((0, 0), Content(Stack.Tree(["a"], ["a => a"]), "a"));

    [Fact]
    public void A_link_through_a_symbolic_link_finds_its_file() =>
        Assert.Equal((0, 1), Content(Stack.Tree(["run/", "run/a", "var/run -> /run", "b => var/run/a"]), "b"));

    [Theory]
    [InlineData("x => y", "y => x")]
    [InlineData("x => gone")]
    [InlineData("x => ../../etc/passwd")]
    public void Links_in_a_circle_and_to_nothing_have_no_content(params string[] layer) => Assert.Equal((-1, -1), Content(Stack.Tree(layer), "x"));

    private static (int Layer, int Row) Content(LayeredTree tree, string path)
    {
        ViewNode node = LinkResolver.Find(tree.TopView, System.Text.Encoding.UTF8.GetBytes(path), followLast: false, ReadLimits.Default, out _)!.Value;
        int content = LinkResolver.Content(tree, node.Version, ReadLimits.Default);
        return content < 0 ? (-1, -1) : (tree.Version(content).Layer, tree.Version(content).Row);
    }
}
