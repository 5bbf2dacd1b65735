using PSLayers.Bytes;
using PSLayers.Editing.Purging;
using PSLayers.Engine.Tests.Editing.Planning;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Purging;

/// <summary>Paths that are taken out of every layer.</summary>
public sealed class PurgedImageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<ImageWarning> _warnings = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_secret_that_a_later_layer_removed_is_gone_from_every_layer_with_its_whiteout()
    {
        LayeredImage image = Open(["root/", "root/key", "x"], ["y", "root/.wh.key"], ["z"]);

        LayeredImage purged = Purge(image, "/root/key");

        Assert.Equal(["root/\nx", "y", "z"], Entries(purged));
        Assert.Equal([(0, 1, 8L, 0), (1, 1, 0L, 0)], purged.Image.Edits.Select(edit => (edit.LayerIndex, edit.RemovedCount, edit.RemovedSize, edit.RewrittenCount)));
        Assert.Same(image.Image.Layers[2].Blob, purged.Image.Layers[2].Blob);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Of_a_directory_all_that_any_layer_has_below_it_goes() =>
        Assert.Equal(["x", "y", ""], Entries(Purge(Open(["d/", "d/a", "x"], ["d/b/", "d/b/c", "y", "d/.wh.a"], ["d/.wh..wh..opq"]), "/d")));

    [Fact]
    public void Other_names_of_the_file_become_files_and_the_user_is_told()
    {
        LayeredImage purged = Purge(Open(["key", "a => key", "b => key"]), "/key");

        Assert.Equal(["a\nb => a"], Entries(purged));
        Assert.Equal("the content of what is removed is still there as /a.", Assert.Single(_warnings).Message);
        Assert.Equal("key", System.Text.Encoding.UTF8.GetString(Edited.Tar(purged, 0).AsSpan(512, 3)));
    }

    [Fact]
    public void A_link_to_the_file_that_is_removed_goes_alone_and_the_user_is_told()
    {
        LayeredImage purged = Purge(Open(["file", "key => file"]), "/key");

        Assert.Equal(["file"], Entries(purged));
        Assert.Equal(ImageErrorId.FileHasOtherNames, Assert.Single(_warnings).ErrorId);
    }

    [Fact]
    public void A_record_of_AUFS_goes_with_the_last_link_to_it() =>
        Assert.Equal([".wh..wh.plnk/\nx"], Entries(Purge(Open([".wh..wh.plnk/", ".wh..wh.plnk/1", "key => .wh..wh.plnk/1", "x"]), "/key")));

    [Fact]
    public void What_came_by_way_of_a_link_that_is_removed_stays_where_it_is() =>
        Assert.Equal(["d/", "d/x\nh => d/x"], Entries(Purge(Open(["d/", "l -> d"], ["l/x", "h => l/x"]), "/l")));

    [Fact]
    public void What_came_by_way_of_a_link_that_its_layer_replaced_stays_where_it_is() =>
        Assert.Equal(["e/\ne/x"], Entries(Purge(Open(["e/", "d -> e", "d/x", "d"]), "/d")));

    [Fact]
    public void A_directory_that_only_the_secret_implied_stands_where_the_secret_stood() =>
        Assert.Equal(["x -> y\nx/\nx/c/\nz"], Entries(Purge(Open(["x -> y", "x/", "x/c/key", "z"]), "/x/c/key")));

    [Fact]
    public void A_path_is_what_it_was_in_older_layers_and_what_links_make_of_it_now() =>
        Assert.Equal(["b/\na/", ".wh.a", "a -> b", ""], Entries(Purge(Open(["b/", "a/", "a/key"], [".wh.a"], ["a -> b"], ["a/key"]), "/a/key")));

    [Fact]
    public void A_directory_that_only_the_secret_implied_stays() => Assert.Equal(["root/\nx"], Entries(Purge(Open(["root/key", "x"]), "/root/key")));

    [Fact]
    public void Both_of_two_entries_of_one_path_go() => Assert.Equal(["x"], Entries(Purge(Open(["key", "x", "./key"]), "/key")));

    [Fact]
    public void The_root_cannot_be_removed() => Assert.Throws<ImageException>(() => Purge(Open(["a"]), "/"));

    [Fact]
    public void The_history_tells_of_it()
    {
        LayeredImage purged = Purge(Open(["key", "x"]), "/key");

        Assert.Equal("Remove-ImageFile -Purge /key", purged.Image.Config!.History[^1].CreatedBy);
        Assert.True(purged.Image.Config!.History[^1].EmptyLayer);
    }

    [Theory]
    [InlineData(0, 200, true)]
    public void After_any_path_was_purged_no_layer_has_it_and_all_else_is_as_it_was(int start, int count, bool tidy)
    {
        for (int seed = start; seed < start + count; seed++)
        {
            LayeredImage image = Diff.Memory.Image(RandomLayers.Entries(seed, layers: 3, entries: 12, tidy), (Packing)(seed % 3));
            int node = new Random(seed).Next(1, image.Tree.NodeCount);
            string path = image.Tree.Path(node);
            LayeredImage purged = Without(image, node);
            string where = $"seed {seed}, {path}\nbefore:\n{string.Join("\n--\n", Entries(image))}\nafter:\n{string.Join("\n--\n", Entries(purged))}";
            // By way of links other paths may be written like this one.
            int left = LinkResolver.Literal(purged.Tree, System.Text.Encoding.UTF8.GetBytes(path));
            Assert.False(left >= 0 && PSLayers.Diff.PathTrace.HasLife(purged.Tree, left), where);
            for (int top = 0; top < 3; top++)
                ShownFiles.AssertSame(Lines(image, top, path, tidy), Lines(purged, top, path, tidy), $"view {top} of {where}");
        }
    }

    [Fact]
    public void The_bytes_of_a_file_without_other_names_are_in_no_layer()
    {
        for (int seed = 0; seed < 60; seed++)
        {
            LayeredImage image = Diff.Memory.Image(RandomLayers.Entries(seed, layers: 3, entries: 12), (Packing)(seed % 3));
            byte[] tar = Edited.Tar(image, 0);
            LayerIndex index = image.Tree.Layers[0]!;
            int row = Enumerable.Range(0, index.Count).FirstOrDefault(row => index.Row(row).Type == EntryType.File && index.Row(row).Size > 20, -1);
            if (row < 0)
                continue;
            byte[] secret = tar.AsSpan((int)index.Row(row).DataOffset, 20).ToArray();
            LayeredImage purged = Without(image, LinkResolver.Literal(image.Tree, System.Text.Encoding.UTF8.GetBytes(index.Path(row))), out bool hasOtherNames);
            for (int layer = 0; layer < 3; layer++)
                Assert.True(hasOtherNames || Edited.Tar(purged, layer).AsSpan().IndexOf(secret) < 0, $"seed {seed}, layer {layer}");
        }
    }

    private static SortedDictionary<string, string> Lines(LayeredImage image, int top, string path, bool withNames)
    {
        SortedDictionary<string, string> lines = ShownFiles.Of(image, top, other => !IsOf(path, other));
        // Names of one file in several layers may become files of their own.
        return withNames ? lines : new SortedDictionary<string, string>(lines.ToDictionary(line => line.Key, line => line.Value.Split(" is ")[0]), StringComparer.Ordinal);
    }

    private static bool IsOf(string path, string other) => other == path || other.StartsWith(path + "/", StringComparison.Ordinal);

    private static LayeredImage Without(LayeredImage image, int node) => Without(image, node, out _);

    // Without a config, as many random images have none.
    private static LayeredImage Without(LayeredImage image, int node, out bool hasOtherNames)
    {
        var purged = new PurgedPaths(image.Tree, [node], default);
        PurgedLayer[] layers = [.. Enumerable.Range(0, image.Layers.Count).Select(layer => PurgedLayer.Of(image, layer, purged, keepsMarkers: false, default))];
        hasOtherNames = layers.Any(layer => layer.OtherNames.Count > 0);
        var sources = new List<LayerSource>();
        var contents = new List<LayerIndex?>();
        for (int layer = 0; layer < layers.Length; layer++)
        {
            LayerSource source = layers[layer].Tar is { } tar ? PSLayers.Editing.EditedImage.Layer(tar, $"layer {layer}") : image.Image.Layers[layer];
            sources.Add(source);
            contents.Add(layers[layer].Tar is null ? image.Tree.Layers[layer]
                : PSLayers.Tar.LayerIndexer.Read(source.Blob!, LayerNeeds.Entries, image.Limits, new ReadMeter()));
        }
        return LayeredImage.Of(new ContainerImage { Os = "linux", Layers = sources }, contents, default);
    }

    private LayeredImage Open(params string[][] layers) => Edited.Open(_folder, EntryLine.Image(layers));

    private LayeredImage Purge(LayeredImage image, string path)
    {
        IReadOnlyList<int> nodes = NamedPaths.InAnyLayer(image, [path], error => throw error, default);
        return Edited.Read(PurgedImage.Of(image, nodes, new ReadMeter(), _warnings));
    }

    private static string[] Entries(LayeredImage image) => [.. Enumerable.Range(0, image.Layers.Count).Select(layer => Merged.Entries(image, layer))];
}
