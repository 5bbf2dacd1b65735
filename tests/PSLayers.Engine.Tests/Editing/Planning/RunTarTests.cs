using PSLayers.Editing.Planning;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Planning;

/// <summary>What the one layer has that takes the place of several.</summary>
public sealed class RunTarTests
{
    [Fact]
    public void Entries_come_layer_by_layer_in_the_order_of_their_tars_and_only_those_that_are_seen() =>
        Assert.Equal("b/\nb/two\nb/one\na", Entries(["b/", "b/old", "b/two"], ["b/one", "a", "b/.wh.old"]));

    [Fact]
    public void Whiteouts_stay_only_for_what_the_layers_below_have() =>
        Assert.Equal(".wh.base\nnew", Merged.Entries(Run(1, 2, ["base", "rest"], ["mine", "new"], [".wh.base", ".wh.mine", ".wh.nothing"]), 1));

    [Fact]
    public void A_whiteout_names_the_uppermost_of_what_is_gone() =>
        Assert.Equal(".wh.d", Merged.Entries(Run(1, 2, ["d/", "d/e/", "d/e/f", "g"], ["d/.wh.e"], [".wh.d"]), 1));

    [Fact]
    public void A_directory_that_was_removed_and_made_again_hides_what_is_below() =>
        Assert.Equal("d/.wh..wh..opq\nd/\nd/new", Merged.Entries(Run(1, 2, ["d/", "d/old"], [".wh.d"], ["d/", "d/new"]), 1));

    [Fact]
    public void A_directory_that_was_a_file_meanwhile_hides_what_is_below() =>
        Assert.Equal("d/.wh..wh..opq\nd/\nd/new", Merged.Entries(Run(1, 3, ["d/", "d/old"], ["d"], [".wh.d"], ["d/", "d/new"]), 1));

    [Fact]
    public void Nothing_is_marked_where_nothing_is_below() =>
        Assert.Equal("d/\nd/new", Entries([".wh.d", "d/.wh..wh..opq"], ["d/", "d/new", ".wh..wh..opq"]));

    [Fact]
    public void A_hard_link_whose_file_was_removed_becomes_the_file_and_further_links_lead_to_it() =>
        Assert.Equal("h\ni => h", Entries(["f", "h => f", "i => f"], [".wh.f"]));

    [Fact]
    public void A_hard_link_whose_file_was_replaced_keeps_its_content()
    {
        LayeredImage image = Run(0, 1, ["f = old", "h => f"], ["f = new"]);

        Assert.Equal("h\nf", Merged.Entries(image, 0));
        Assert.Equal("old new", string.Join(' ', Content(image, "h"), Content(image, "f")));
    }

    [Fact]
    public void A_hard_link_to_a_file_below_the_run_stays_one_while_that_is_seen() =>
        Assert.Equal("h => f\nx", Merged.Entries(Run(1, 2, ["f"], ["h => f"], ["x"]), 1));

    [Fact]
    public void A_hard_link_to_a_file_below_the_run_that_the_run_removes_becomes_the_file() =>
        Assert.Equal(".wh.f\nh", Merged.Entries(Run(1, 2, ["f"], ["h => f"], [".wh.f"]), 1));

    [Fact]
    public void A_hard_link_through_a_symbolic_link_that_changed_leads_to_the_file_itself() =>
        Assert.Equal("d/\nd/f\nh => d/f\nl -> e", Entries(["d/", "d/f", "l -> d", "h => l/f"], ["l -> e"]));

    [Fact]
    public void A_hard_link_to_a_symbolic_link_that_was_removed_becomes_the_symbolic_link() =>
        Assert.Equal("h -> t", Entries(["l -> t", "h => l"], [".wh.l"]));

    [Fact]
    public void A_file_that_came_by_way_of_a_symbolic_link_has_the_name_of_its_place() =>
        Assert.Equal("usr/\nusr/lib/\nlib -> usr/lib\nusr/lib/x", Entries(["usr/", "usr/lib/", "lib -> usr/lib"], ["lib/x"]));

    [Fact]
    public void A_directory_in_the_place_of_a_link_below_comes_before_what_is_in_it() =>
        Assert.Equal("d/\nd/x", Merged.Entries(Run(1, 2, ["e/", "d -> e"], [".wh.d", "d/x"], ["d/"]), 1));

    [Fact]
    public void An_implied_directory_that_is_empty_by_now_stays() => Assert.Equal("a/", Entries(["a/b"], ["a/.wh.b"]));

    [Fact]
    public void Names_that_lead_out_of_the_root_are_cleaned() => Assert.Equal("etc/x\ny", Entries(["../../etc/x", "y"], []));

    [Fact]
    public void Records_of_AUFS_go_and_their_links_become_files() =>
        Assert.Equal("h\ni => h", Entries([".wh..wh.plnk/", ".wh..wh.plnk/1", ".wh..wh.aufs", "h => .wh..wh.plnk/1", "i => .wh..wh.plnk/1"], []));

    [Fact]
    public void Whiteouts_stay_where_a_layer_below_cannot_be_read()
    {
        LayeredImage merged = Merged.Of(Memory.Without(0, ["a", "d/"], ["a", "n"], [".wh.a", ".wh.b", "d/.wh..wh..opq", "e/.wh.c"]), 1, 2);

        Assert.Equal(["n", ".wh.a", ".wh.b", "e/.wh.c", "d/.wh..wh..opq"], Merged.Entries(merged, 1).Split('\n').OrderBy(name => name.Length).ThenBy(name => name));
    }

    [Fact]
    public void A_layer_that_cannot_be_read_is_not_merged()
    {
        var refusal = Assert.Throws<ImageException>(() => Merged.Of(Memory.Without(1, ["a"], ["b"], ["c"]), 0, 2));

        Assert.Equal(ImageErrorId.LayerUnreadable, refusal.ErrorId);
    }

    [Fact]
    public void Names_that_are_written_anew_take_only_so_much_memory()
    {
        LayeredImage image = Memory.Image(["d/", "l -> d"], [.. Enumerable.Range(0, 500).Select(number => $"l/{number}")]);
        var limited = LayeredImage.Of(new ContainerImage { Layers = image.Image.Layers, Limits = new ReadLimits { TableMemory = 100_000 } }, image.Tree.Layers, default);

        Assert.Equal(ImageErrorId.ImageLimit, Assert.Throws<ImageException>(() => RunTar.Of(limited, 0, 1, out _, default)).ErrorId);
    }

    private static string Entries(params string[][] layers) => Merged.Entries(Run(0, layers.Length - 1, layers), 0);

    // The views are looked at as well.
    private static LayeredImage Run(int first, int last, params string[][] layers)
    {
        LayeredImage image = Memory.Image(layers);
        LayeredImage merged = Merged.Of(image, first, last);
        for (int top = last; top < layers.Length; top++)
            ShownFiles.AssertSame(ShownFiles.Of(image, top), ShownFiles.Of(merged, top - (last - first)), $"view {top}");
        return merged;
    }

    private static string Content(LayeredImage image, string path)
    {
        using var reader = new PSLayers.Content.ContentReader(image);
        PSLayers.Content.ContentPlace place = PSLayers.Content.ContentFinder.Find(image, image.Tree.TopView, path);
        using var text = new StreamReader(reader.Open(place.Layer, place.Row));
        return text.ReadToEnd();
    }
}
