using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Content;

/// <summary>Which bytes a path means, in which view, and by way of which links.</summary>
public sealed class ContentFinderTests : ContentTest
{
    [Fact]
    public void A_file_has_the_content_of_the_uppermost_layer_of_the_view()
    {
        LayeredImage image = Load(new TarBuilder().File("f", "one"), new TarBuilder().File("f", "two"), new TarBuilder().Whiteout("f"));

        Assert.Equal("one", Text(image, "/f", 0));
        Assert.Equal("two", Text(image, "f", 1));
        Assert.Equal(ImageErrorId.FileNotFound, Error(() => Text(image, "/f")));
    }

    [Fact]
    public void Links_are_followed_inside_the_image_only()
    {
        LayeredImage image = Load(new TarBuilder().Directory("etc").File("etc/passwd", "image's")
            .Symlink("abs", "/etc/passwd").Symlink("up", "../../../../etc/passwd").Symlink("dir", "etc").Symlink("chain", "dir/../abs"));

        foreach (string path in new[] { "abs", "up", "dir/passwd", "chain", "/../../etc/passwd" })
            Assert.Equal("image's", Text(image, path));
    }

    [Fact]
    public void A_link_of_a_lower_layer_leads_to_the_file_of_an_upper_one()
    {
        LayeredImage image = Load(new TarBuilder().File("target", "old").Symlink("link", "target"), new TarBuilder().File("target", "new"));

        Assert.Equal("new", Text(image, "link"));
        Assert.Equal("old", Text(image, "link", 0));
    }

    [Fact]
    public void Forty_links_are_followed_and_no_more()
    {
        var tar = new TarBuilder().File("0", "found");
        for (int i = 1; i <= 41; i++)
            tar.Symlink($"{i}", $"{i - 1}");
        LayeredImage image = Load(tar.Symlink("circle", "circle"));

        Assert.Equal("found", Text(image, "40"));
        Assert.Equal(ImageErrorId.LinkCycle, Error(() => Text(image, "41")));
        Assert.Equal(ImageErrorId.LinkCycle, Error(() => Text(image, "circle")));
    }

    [Fact]
    public void A_hard_link_keeps_its_content_when_its_target_is_replaced_or_removed()
    {
        LayeredImage image = Load(new TarBuilder().File("a", "first").HardLink("b", "a"), new TarBuilder().File("a", "second"), new TarBuilder().Whiteout("a"));

        Assert.Equal(("first", "first"), (Text(image, "b", 1), Text(image, "b")));
        Assert.Equal("second", Text(image, "a", 1));
    }

    [Fact]
    public void What_has_no_content_is_told_from_what_is_not_there()
    {
        LayeredImage image = Load(new TarBuilder().Directory("d").CharDevice("null", 1, 3).Symlink("dangling", "gone").HardLink("lost", "gone").File("f"));

        foreach (string path in new[] { "d", "/", "null", "dangling", "lost" })
            Assert.Equal(ImageErrorId.NotAFile, Error(() => Text(image, path)));
        foreach (string path in new[] { "nothing", "f/below", "d/nothing" })
            Assert.Equal(ImageErrorId.FileNotFound, Error(() => Text(image, path)));
    }

    [Fact]
    public void An_entry_gives_its_own_version_even_where_its_layer_has_a_later_one()
    {
        LayeredImage image = Load(new TarBuilder().File("f", "once").File("f", "again"), new TarBuilder().File("f", "later"));
        using var reader = new ContentReader(image);

        Assert.Equal(["once", "again"], Enumerable.Range(0, 2).Select(row => Of(reader, new PSLayers.Images.LayerEntry(image.Layers[0], image.Tree.Layers[0]!, row))));
    }

    [Fact]
    public void An_entry_that_is_a_link_is_followed_among_the_layers_up_to_its_own()
    {
        LayeredImage image = Load(
            new TarBuilder().Directory("d").File("d/f", "old").Symlink("d/s", "f").HardLink("h", "d/f").Symlink("abs", "/d/f"),
            new TarBuilder().Directory("d").File("d/f", "new"));
        using var reader = new ContentReader(image);

        foreach (string path in new[] { "/d/s", "/h", "/abs" })
            Assert.Equal("old", Of(reader, Entry(image, 0, path)));
        Assert.Equal("new", Of(reader, Entry(image, 0, "/d/s"), image.Tree.TopView));
        Assert.Equal(ImageErrorId.NotAFile, Error(() => Of(reader, Entry(image, 0, "/d"))));
    }

    [Fact]
    public void Hard_links_that_lead_to_each_other_end()
    {
        LayeredImage image = Load(new TarBuilder().HardLink("a", "b").HardLink("b", "a").HardLink("self", "self"));
        using var reader = new ContentReader(image);

        foreach (string path in new[] { "/a", "/self" })
        {
            Assert.Equal(ImageErrorId.NotAFile, Error(() => Text(image, path)));
            Assert.Equal(ImageErrorId.NotAFile, Error(() => Of(reader, Entry(image, 0, path))));
        }
    }

    [Fact]
    public void The_nearest_view_that_has_a_path_is_below_or_else_above()
    {
        LayeredImage image = Load(new TarBuilder().File("x"), new TarBuilder().File("f"), new TarBuilder().File("y"), new TarBuilder().Whiteout("f"), new TarBuilder().File("late"));

        Assert.Equal(2, ContentFinder.NearestView(image, 4, "/f"));
        Assert.Equal(1, ContentFinder.NearestView(image, 0, "/f"));
        Assert.Equal(4, ContentFinder.NearestView(image, 3, "late"));
        Assert.Null(ContentFinder.NearestView(image, 4, "/never"));
    }

    private static string Of(ContentReader reader, PSLayers.Images.LayerEntry entry, TreeView? view = null)
    {
        ContentPlace place = ContentFinder.Of(reader.Image, entry, view);
        return System.Text.Encoding.UTF8.GetString(All(reader.Open(place.Layer, place.Row)));
    }

    private static ImageErrorId Error(Action action) => Assert.Throws<ImageException>(action).ErrorId;
}
