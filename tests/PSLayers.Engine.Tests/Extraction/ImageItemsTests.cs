using PSLayers.Content;
using PSLayers.Engine.Tests.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Extraction;

/// <summary>In which order an image's files are written, and as what.</summary>
public sealed class ImageItemsTests : ContentTest
{
    [Fact]
    public void Files_come_layer_by_layer_in_the_order_of_the_tar()
    {
        LayeredImage image = Load(new TarBuilder().File("z", "1").Directory("m").File("m/b", "2").File("a", "3"), new TarBuilder().File("y", "4").File("m/a", "5").File("z", "6"));

        Assert.Equal(["", "m", "m/b", "a", "y", "m/a", "z"], Items(image).Select(item => item.Path));
    }

    [Fact]
    public void All_names_of_a_file_are_one_inode_with_the_facts_of_the_file()
    {
        LayeredImage image = Load(new TarBuilder().Entry(new TarEntrySpec { Path = "f", Content = "x"u8.ToArray(), Mode = 0b111_000_000 }).File("alone", "y"),
            new TarBuilder().HardLink("l", "f"));
        Dictionary<string, ExtractionItem> items = Items(image).ToDictionary(item => item.Path);

        Assert.NotNull(items["f"].Inode);
        Assert.Equal((items["f"].Inode, 0b111_000_000, 1L, EntryType.File), (items["l"].Inode, items["l"].Mode, items["l"].Length, items["l"].Type));
        Assert.Null(items["alone"].Inode);
    }

    [Fact]
    public void The_same_entry_for_the_same_place_is_written_once()
    {
        LayeredImage image = Load(new TarBuilder().File("f", "x"));
        var items = new ImageItems(image);
        items.Add(Entry(image, 0, "/f"), "f");
        items.Add(Entry(image, 0, "/f"), "f");
        items.Add(Entry(image, 0, "/f"), "g");

        Assert.Equal((2, 2L), (Count(items), items.Length));
    }

    [Fact]
    public void A_hard_link_that_leads_nowhere_is_told_and_the_rest_comes()
    {
        LayeredImage image = Load(new TarBuilder().HardLink("lost", "gone").File("f", "x"));
        var items = new ImageItems(image);
        var failed = new List<ImageException>();
        items.AddTree(image.Tree.TopView, image.Tree.TopView.Root, "", failed.Add);

        Assert.Equal(ImageErrorId.NotAFile, Assert.Single(failed).ErrorId);
        Assert.Equal(2, Count(items));
    }

    private static int Count(ImageItems items)
    {
        using var reader = new ContentReader(items.Image);
        return items.InReadingOrder(reader).Count();
    }

    private static List<ExtractionItem> Items(LayeredImage image)
    {
        var items = new ImageItems(image);
        items.AddTree(image.Tree.TopView, image.Tree.TopView.Root, "", error => Assert.Fail(error.Message));
        using var reader = new ContentReader(image);
        return [.. items.InReadingOrder(reader)];
    }
}
