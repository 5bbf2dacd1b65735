using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

// What other tests allocate at the same time would count too.
[CollectionDefinition(nameof(ImageLimitTests), DisableParallelization = true)]
[Collection(nameof(ImageLimitTests))]
public sealed class ImageLimitTests : ArchiveTest
{
    private static readonly string[][] Stacked =
    [
        ["etc/", "etc/a = 1", "lib -> usr", "usr/"],
        ["etc/a = 22", "etc/b = 3", ".wh.lib", "lib/", "lib/x = 1"],
        ["etc/a = 333", ".wh.usr", "lib/x = 2", "lib/x = 3", "new/deep/path/y = 4"],
        ["etc/c = 5"],
    ];

    [Fact]
    public void A_layer_that_an_image_names_many_times_has_one_table()
    {
        ContainerImage image = Repeated(entries: 20, times: 60);

        LayerIndex?[] contents = Contents(image);

        Assert.Equal(60, contents.Length);
        Assert.Single(contents.Distinct());
    }

    [Fact]
    public void Layers_that_make_too_many_entries_are_left_out_and_those_below_are_shown()
    {
        LayeredTree tree = Build(Stacked, new ReadLimits { ImageEntries = 9 });

        Assert.Equal(2, tree.LeftOutFrom);
        ImageWarning warning = Assert.Single(tree.Warnings, warning => warning.ErrorId == ImageErrorId.ImageLimit);
        Assert.StartsWith("layer 2 and those above it are left out of views: up to it the image has more than 9 entries (limit ImageEntries).", warning.Message, StringComparison.Ordinal);
        AssertIs(Build(Stacked[..2], ReadLimits.Default), tree);
    }

    [Fact]
    public void An_image_within_the_limits_has_all_its_layers()
    {
        LayeredTree tree = Build(Stacked, new ReadLimits { ImageEntries = Stacked.Sum(layer => layer.Length) });

        Assert.Null(tree.LeftOutFrom);
        Assert.Equal("etc etc/a etc/b etc/c lib lib/x new new/deep new/deep/path new/deep/path/y", Stack.Paths(tree));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(400)]
    public void Long_paths_that_are_named_by_many_layers_are_looked_up_so_often_only(int layers)
    {
        LayerIndex index = Stack.Index([.. new[] { "a/b/c/d/e/f", "g => a/b/c/d/e/f" }.Select(EntryLine.Parse)]);

        LayeredTree tree = Build([.. Enumerable.Repeat(index, layers)], new ReadLimits { PathParts = 12 * 50 });

        // Five names of the directory, none of the root, which is known, and six of the link.
        Assert.Equal(600 / 11, tree.LeftOutFrom);
        Assert.Contains(tree.Warnings, warning => warning.Message.Contains("more than 600 names in their paths (limit PathParts)", StringComparison.Ordinal));
    }

    [Fact]
    public void Wherever_the_memory_ends_the_tree_is_that_of_the_layers_below()
    {
        // Layers of hundreds of entries that make every table grow, some in the midst of a layer.
        LayerIndex[] layers = Indexes([.. Enumerable.Range(0, 6).Select(layer => Enumerable.Range(0, 200)
            .Select(i => (i % 5) switch { 0 => $"d{i}/e{layer}/", 1 => $".wh.w{i}", 2 => $"d{i - 2}/e{layer}/f = {layer}", 3 => $"same{i} = {layer}", _ => $"l{i}{layer} -> d{i - 4}" })
            .Append("twice = 1").Append("twice = 2").ToArray())]);
        LayeredTree[] whole = [.. Enumerable.Range(0, layers.Length + 1).Select(count => Build(layers[..count], ReadLimits.Default))];
        var seen = new HashSet<int>();
        for (int memory = 4_000; memory < 400_000; memory += 5_777)
        {
            LayeredTree tree = Build(layers, new ReadLimits { TreeMemory = memory });
            int layersIn = tree.LeftOutFrom ?? layers.Length;
            seen.Add(layersIn);
            Assert.InRange(tree.Footprint, 0, memory + 8_000);
            AssertIs(whole[layersIn], tree);
            Assert.Equal(layersIn < layers.Length, tree.Warnings.Any(warning => warning.ErrorId == ImageErrorId.ImageLimit));
        }
        Assert.True(seen.Count > 4, $"{seen.Count} heights");
    }

    [Fact]
    public void Paths_of_thousands_of_parts_take_no_more_memory_than_the_limit()
    {
        TarBuilder tar = new();
        for (int i = 0; i < 400; i++)
            tar.Pax(("path", $"{i}" + string.Concat(Enumerable.Repeat("/a", 2000)))).File("f");
        LayerIndex index = Tar.Indexed.Read(tar.Build());
        var limits = new ReadLimits { TreeMemory = 4 << 20 };

        long before = GC.GetAllocatedBytesForCurrentThread();
        LayeredTree tree = LayeredTree.Build([index], NameFolding.Exact, limits, default);
        long taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(0, tree.LeftOutFrom);
        // Arrays that double have been copied from smaller ones.
        Assert.InRange(taken, 0, 3 * limits.TreeMemory);
    }

    [Fact]
    public void Tables_of_all_layers_share_one_limit_of_memory_and_what_fits_is_whole()
    {
        string path = Folder.Write("many.tar", Distinct(layers: 12, entries: 2000));
        var limits = new ReadLimits { TableMemory = 1 << 20 };
        ContainerImage image = Assert.Single(ImageArchive.Open(path, limits: limits).Images);

        LayerIndex?[] contents = Contents(image);

        Assert.Contains(contents, layer => layer is { Damage: null, Count: 2000 });
        Assert.Contains(contents, layer => layer?.Damage?.ErrorId == ImageErrorId.ImageLimit);
        Assert.All(contents, layer => Assert.True(layer!.Damage is null || layer.Damage.ErrorId == ImageErrorId.ImageLimit));
        Assert.InRange(contents.Sum(layer => layer!.Footprint), 0, limits.TableMemory * 5 / 4);
    }

    [Fact]
    public async Task A_layer_that_found_no_memory_beside_others_is_read_when_it_is_asked_for_alone()
    {
        string path = Folder.Write("many.tar", Distinct(layers: 12, entries: 2000));
        ContainerImage image = Assert.Single(ImageArchive.Open(path, limits: new ReadLimits { TableMemory = 1 << 20, KeptMemory = 1 << 20 }).Images);
        int without = Array.FindIndex(Contents(image), layer => layer!.Damage is not null);

        LayerIndex? alone = await LayerReading.Start(image, [without], new Bytes.ReadMeter()).Layers[without];

        Assert.Equal((null, 2000), (alone!.Damage, alone.Count));
    }

    [Fact]
    public void Images_of_one_archive_do_not_keep_more_than_the_limit_together()
    {
        BuiltImage[] built = [.. Enumerable.Range(0, 6).Select(i => Image(i, layers: 1, entries: 4000).Tag($"image:{i}").DockerArchive())];
        string path = Folder.Write("images.tar", PSLayers.Fixtures.Archives.Combine(built).ToTar());
        var limits = new ReadLimits { KeptMemory = 1 << 20 };
        ImageArchive archive = ImageArchive.Open(path, limits: limits);
        Assert.Equal(6, archive.Images.Count);

        foreach (ContainerImage image in archive.Images)
        {
            LayeredImage.Of(image, Contents(image), default);
            Assert.InRange(archive.Footprint, 300_000, 2 * limits.KeptMemory);
        }
    }

    [Fact]
    public void A_repeated_layer_takes_the_memory_of_its_versions_and_no_more()
    {
        ContainerImage image = Repeated(entries: 1_000, times: 200);
        LayerIndex?[] contents = Contents(image);
        long before = GC.GetAllocatedBytesForCurrentThread();

        LayeredTree tree = LayeredImage.Of(image, contents, default).Tree;

        long taken = GC.GetAllocatedBytesForCurrentThread() - before;
        // The directory has one of its own: the layer does not list it, and what makes it is there already.
        Assert.Equal((null, (200 * 1_000) + 1), (tree.LeftOutFrom, tree.VersionCount));
        Assert.InRange(taken / (200 * 1_000), 20, 100);
    }

    private static LayeredTree Build(string[][] layers, ReadLimits limits) => Build(Indexes(layers), limits);

    private static LayeredTree Build(LayerIndex[] layers, ReadLimits limits) => LayeredTree.Build(layers, NameFolding.Exact, limits, default);

    private static LayerIndex[] Indexes(string[][] layers) => [.. layers.Select(layer => Stack.Index([.. layer.Select(Diff.Memory.Entry)]))];

    private static void AssertIs(LayeredTree expected, LayeredTree tree)
    {
        for (int top = 0; top < tree.Layers.Count; top++)
        {
            int shown = Math.Min(top, expected.Layers.Count - 1);
            Stack.AssertSame(shown < 0 ? [] : Stack.Lines(Stack.View(expected, shown)), Stack.Lines(Stack.View(tree, top)), $"layer {top}");
        }
        Assert.Equal(expected.VersionCount, tree.VersionCount);
        Assert.Equal(expected.Repeated, tree.Repeated);
        for (int layer = 0; layer < tree.Layers.Count; layer++)
            Assert.Equal(layer < expected.Layers.Count ? expected.TouchedBy(layer).Length : 0, tree.TouchedBy(layer).Length);
    }

    private ContainerImage Repeated(int entries, int times)
    {
        byte[] tar = Layer("same", entries);
        var image = new ImageBuilder();
        for (int i = 0; i < times; i++)
            image.Layer(tar, Packing.Gzip);
        return OpenOne(image.OciArchive());
    }

    private static byte[] Distinct(int layers, int entries) => Image(0, layers, entries).DockerArchive();

    private static ImageBuilder Image(int number, int layers, int entries)
    {
        var image = new ImageBuilder();
        for (int i = 0; i < layers; i++)
            image.Layer(Layer($"image{number}layer{i}", entries));
        return image;
    }

    private static byte[] Layer(string name, int entries)
    {
        var tar = new TarBuilder();
        for (int i = 0; i < entries; i++)
            tar.File($"{name}/{i}");
        return tar.Build();
    }
}
