using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The rules of whiteouts (image-spec, layer.md) that tools disagree about.</summary>
public sealed class WhiteoutTests
{
    [Fact]
    public void A_whiteout_removes_what_the_layers_below_have_and_is_not_seen_itself() =>
        Assert.Equal("a a/keep", Stack.Paths(Stack.Tree(["a/", "a/gone", "a/keep"], ["a/.wh.gone"])));

    [Theory]
    [InlineData("a/.wh.x", "a/x")]
    [InlineData("a/x", "a/.wh.x")]
    public void A_file_of_the_same_layer_is_not_hidden_by_the_whiteout_before_or_behind_it(params string[] upper)
    {
        LayeredTree tree = Stack.Tree(["a/", "a/x"], upper);

        Assert.Equal(1, Stack.View(tree, 1)["a/x"].Layer);
        Assert.Contains(tree.Warnings, warning => warning.ErrorId == ImageErrorId.WhiteoutBesideFile && warning.Message.Contains("/a/x", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("a/.wh..wh..opq", "a/own")]
    [InlineData("a/own", "a/.wh..wh..opq")]
    public void An_opaque_directory_hides_all_that_is_below_it_in_lower_layers_and_nothing_of_its_own(params string[] upper) =>
        Assert.Equal("a a/own", Stack.Paths(Stack.Tree(["a/", "a/b/", "a/b/c", "a/d"], upper)));

    [Fact]
    public void An_opaque_marker_in_the_root_hides_everything_below() =>
        Assert.Equal("new", Stack.Paths(Stack.Tree(["a/", "a/b", "c"], [".wh..wh..opq", "new"])));

    [Fact]
    public void A_bare_whiteout_is_an_error_of_its_entry_and_removes_nothing()
    {
        IReadOnlyList<TarEntrySpec> upper = [EntryLine.Parse("a/.wh."), EntryLine.Parse("a/y")];
        LayeredTree tree = Stack.Tree([[EntryLine.Parse("a/"), EntryLine.Parse("a/x")], upper]);

        Assert.Equal("a a/x a/y", Stack.Paths(tree));
        Assert.Contains(Stack.Index(upper).Warnings, warning => warning.ErrorId == ImageErrorId.WhiteoutInvalid);
    }

    [Fact]
    public void Records_of_aufs_are_skipped_but_a_hard_link_may_lead_to_one()
    {
        LayeredTree tree = Stack.Tree([".wh..wh.plnk/", ".wh..wh.plnk/7.1", ".wh..wh.aufs", ".wh..wh.orph/", "name => .wh..wh.plnk/7.1"]);

        Assert.Equal("name", Stack.Paths(tree));
        Assert.Equal((0, 1), Content(tree, "name"));
    }

    [Fact]
    public void Below_the_root_such_a_name_is_an_ordinary_whiteout() =>
        Assert.Equal("a", Stack.Paths(Stack.Tree(["a/", "a/.wh.x"], ["a/.wh..wh.x"])));

    [Fact]
    public void A_whiteout_of_nothing_is_legal_and_makes_no_directories()
    {
        LayeredTree tree = Stack.Tree(["a"], ["never/was/.wh.here", ".wh.neither"]);

        Assert.Equal("a", Stack.Paths(tree));
        Assert.Empty(tree.Warnings);
    }

    [Fact]
    public void A_whiteout_below_a_path_that_a_lower_layer_removed_does_no_harm() =>
        Assert.Equal("k", Stack.Paths(Stack.Tree(["a/", "a/b/", "a/b/c", "k"], [".wh.a"], ["a/b/.wh.c"])));

    [Theory]
    [InlineData('1')]
    [InlineData('5')]
    [InlineData('3')]
    public void A_whiteout_may_be_an_entry_of_any_type(char type)
    {
        var whiteout = new TarEntrySpec { Path = "a/.wh.x", TypeFlag = (byte)type, Target = type == '1' ? "a" : "" };

        Assert.Equal("a", Stack.Paths(Stack.Tree([[EntryLine.Parse("a/"), EntryLine.Parse("a/x")], [whiteout]])));
    }

    [Theory]
    [InlineData(".wh.a", "a/", "a/new")]
    [InlineData("a/", "a/new", ".wh.a")]
    public void A_directory_removed_and_made_again_in_one_layer_is_empty_of_the_old(params string[] upper) =>
        Assert.Equal("a a/new", Stack.Paths(Stack.Tree(["a/", "a/old"], upper)));

    [Fact]
    public void A_directory_that_a_later_layer_makes_again_is_empty_of_the_old()
    {
        LayeredTree tree = Stack.Tree(["a/", "a/b/", "a/b/old"], [".wh.a"], ["a/b/new"]);

        Assert.Equal("a a/b a/b/old", Stack.Paths(tree, 0));
        Assert.Equal("", Stack.Paths(tree, 1));
        Assert.Equal("a a/b a/b/new", Stack.Paths(tree, 2));
    }

    [Fact]
    public void A_file_over_a_directory_drops_what_was_in_it() =>
        Assert.Equal("a", Stack.Paths(Stack.Tree(["a/", "a/b/", "a/b/c"], ["a"])));

    [Fact]
    public void A_directory_over_a_file_is_a_directory_and_what_the_file_had_replaced_stays_away() =>
        Assert.Equal("a a/new", Stack.Paths(Stack.Tree(["a/", "a/old"], ["a"], ["a/", "a/new"])));

    [Fact]
    public void Overlayfs_devices_and_attributes_are_no_whiteouts()
    {
        var device = new TarEntrySpec { Path = "x", TypeFlag = (byte)'3' };

        Assert.Equal((1, 0), Stack.View(Stack.Tree([[EntryLine.Parse("x")], [device]]), 1)["x"]);
    }

    private static (int Layer, int Row) Content(LayeredTree tree, string path)
    {
        ViewNode node = LinkResolver.Find(tree.TopView, System.Text.Encoding.UTF8.GetBytes(path), followLast: false, ReadLimits.Default, out _)!.Value;
        int content = LinkResolver.Content(tree, node.Version, ReadLimits.Default);
        return (tree.Version(content).Layer, tree.Version(content).Row);
    }
}
