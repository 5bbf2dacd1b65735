using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>What many layers cost: twice as many, twice as much. It is counted in bytes and steps, for times depend on the machine.</summary>
public sealed class LayerGrowthTests
{
    private const int Files = 50;

    private static readonly LayerIndex Same = Index([.. Enumerable.Range(0, Files).Select(i => $"d/e{i % 5}/f{i * 7 % Files} = {i}")]);

    private static readonly DiffOptions EntriesOnly = new() { SkipContent = true };

    /// <summary>What is done with an image of many layers, and how many bytes it may take for one file in one layer, those of its result included.</summary>
    public static TheoryData<string, int> Work => new()
    {
        { "build", 100 },
        { "recurse", 1 },
        { "hidden", 1 },
        { "trace", 200 },
        { "diff", 100 },
        { "measure", 250 },
    };

    [Theory]
    [MemberData(nameof(Work))]
    public void A_layer_that_is_named_more_often_takes_memory_for_its_versions_only(string work, int bytes)
    {
        long one = Taken(work, 200), two = Taken(work, 400), four = Taken(work, 800);

        // A quadratic part would make the second difference four times the first.
        Assert.InRange(four - two, long.MinValue, Math.Max(5 * (two - one) / 2, 50_000));
        Assert.InRange(four, 0, (800L * Files * bytes) + 50_000);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(400)]
    public void Each_version_of_a_directory_is_looked_at_once_to_find_what_hides_all_that_is_in_it(int layers)
    {
        LayerIndex file = Index(["d/e", "d/f", "g/h/i"]), directory = Index(["d/e/", "d/.wh..wh..opq", ".wh.g"]);
        LayeredTree tree = Image(layers, layer => layer % 2 == 0 ? file : directory).Tree;
        var hiding = new HidingLayers(tree, layers - 1);
        for (int node = LayeredTree.Root; node >= 0; node = tree.After(node))
        {
            (int start, int end) = tree.Versions(node);
            for (int version = start; version < end; version++)
                hiding.Of(node, version);
        }

        Assert.InRange(hiding.Steps, layers, 2 * tree.VersionCount);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(400)]
    public void What_was_hidden_once_is_not_looked_at_for_the_changes_of_later_layers(int layers)
    {
        LayerIndex files = Index([.. Enumerable.Range(0, 1000).Select(i => $"d/f{i}")]), opaque = Index(["d/.wh..wh..opq", "d/new"]);
        LayeredTree tree = Image(layers, layer => layer == 0 ? files : opaque).Tree;
        var touched = new TouchedNodes(tree, -1);
        int directory = tree.Child(LayeredTree.Root, "d"u8);
        var children = new List<int>();
        long looked = 0;
        for (int layer = 0; layer < layers; layer++)
        {
            touched.GoTo(layer, layer, default);
            int lowest = tree.View(layer - 1).Find(directory)?.Lowest ?? 0;
            touched.Children(directory, lowest, children, default);
            looked += children.Count;
        }

        Assert.InRange(looked, layers, (2 * 1000) + (2 * layers));
    }

    [Fact]
    public void The_changes_of_all_layers_are_those_of_each_where_directories_become_opaque_again_and_again()
    {
        LayerIndex files = Index([.. Enumerable.Range(0, 10).Select(i => $"d/f{i}")]), opaque = Index(["d/.wh..wh..opq", "d/new"]), gone = Index([".wh.d"]);
        LayeredImage image = Image(30, layer => (layer % 7) switch { 0 => files, 6 => gone, _ => opaque });

        IEnumerable<string> each = Enumerable.Range(0, 30)
            .SelectMany(layer => LayerDiff.Between(image, layer - 1, layer, EntriesOnly, new ReadMeter()).Changes).Select(Line);

        Assert.Equal(each, LayerDiff.OfLayers(image, Enumerable.Range(0, 30), EntriesOnly, new ReadMeter()).Changes.Select(Line));
        Assert.Equal(
            LayerDiff.OfLayers(image, [20, 13, 6], EntriesOnly, new ReadMeter()).Changes.Select(Line),
            new[] { 20, 13, 6 }.SelectMany(layer => LayerDiff.OfLayers(image, [layer], EntriesOnly, new ReadMeter()).Changes).Select(Line));

        static string Line(LayerChange change) => $"{change} {change.ChangedProperties} {change.SizeDelta}";
    }

    [Theory]
    [MemberData(nameof(Work))]
    public void Whoever_wishes_to_stop_is_heard(string work, int _)
    {
        LayeredImage image = Image(20, _ => Same);
        using var stop = new CancellationTokenSource();
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Do(work, image, stop.Token));
    }

    private static long Taken(string work, int layers)
    {
        LayeredImage image = Image(layers, _ => Same);
        Do(work, image, default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Do(work, image, default);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static object Do(string work, LayeredImage image, CancellationToken stop)
    {
        int top = image.Layers.Count - 1;
        TreeView view = image.Tree.TopView;
        return work switch
        {
            "build" => LayeredTree.Build(image.Tree.Layers, NameFolding.Exact, ReadLimits.Default, stop),
            "recurse" => view.Descendants(view.Root, cancellation: stop).Count(),
            "hidden" => HiddenVersions.Of(view, stop).Count(),
            "trace" => PathTrace.Of(image, [.. Enumerable.Range(1, image.Tree.NodeCount - 1)], top, withContent: false, new ReadMeter(stop)).Versions.Count(),
            "diff" => LayerDiff.OfLayers(image, Enumerable.Range(0, top + 1), EntriesOnly, new ReadMeter(stop)).Changes.Count(),
            _ => MeasureResult.Of(image, top, new MeasureOptions { SkipContent = true }, new ReadMeter(stop)).Measure.HiddenSize,
        };
    }

    private static LayeredImage Image(int layers, Func<int, LayerIndex> layerOf)
    {
        LayerIndex[] contents = [.. Enumerable.Range(0, layers).Select(layerOf)];
        return LayeredImage.Of(new ContainerImage { Layers = [.. contents.Select(_ => new LayerSource())], Os = "linux" }, contents, default);
    }

    private static LayerIndex Index(string[] lines) => Stack.Index([.. lines.Select(Diff.Memory.Entry)]);
}
