using CsCheck;
using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Differences of random stacks of layers, against a comparison that knows nothing of layers.</summary>
public sealed class RandomDiffTests
{
    private static readonly DiffOptions EachPath = new() { Recurse = true };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_difference_of_any_two_views_is_that_of_the_plain_unions(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new RandomViews(seed, tidy);
        foreach ((int i, int j) in Pairs(random))
        {
            IEnumerable<string> expected = PlainDiff.Lines(random.Views[i + 1], random.Views[j + 1]).Order(StringComparer.Ordinal);
            string[] actual = Memory.Lines(LayerDiff.Between(random.Image, i, j, EachPath, new ReadMeter()).Changes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Stack.AssertSame(expected, actual.Order(StringComparer.Ordinal), $"seed {seed}, {i} to {j}");
        }
    }, iter: 250);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_difference_applied_to_the_view_that_it_starts_from_gives_the_other(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new RandomViews(seed, tidy);
        foreach ((int i, int j) in Pairs(random))
        {
            var view = new SortedDictionary<string, PlainFile>(random.Views[i + 1], StringComparer.Ordinal);
            foreach (LayerChange change in LayerDiff.Between(random.Image, i, j, DiffOptions.Default, new ReadMeter()).Changes)
                Apply(random, view, change);
            Stack.AssertSame(Lines(random.Views[j + 1]), Lines(view), $"seed {seed}, {i} to {j}");
        }
    }, iter: 250);

    [Fact]
    public void Without_recursion_only_what_vanishes_with_a_directory_is_not_told() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new RandomViews(seed, tidy: true);
        foreach ((int i, int j) in Pairs(random))
        {
            LayerChange[] all = [.. LayerDiff.Between(random.Image, i, j, EachPath, new ReadMeter()).Changes];
            LayerChange[] few = [.. LayerDiff.Between(random.Image, i, j, DiffOptions.Default, new ReadMeter()).Changes];
            string[] gone = [.. all.Where(change => change.ReferenceFile?.Type == Layers.EntryType.Directory && change.DifferenceFile?.Type != Layers.EntryType.Directory).Select(change => change.InnerPath + "/")];
            Assert.Equal(all.Where(change => change.Change != Change.Removed || !gone.Any(change.InnerPath.StartsWith)).Select(change => change.ToString()), few.Select(change => change.ToString()));
            Assert.Equal(all.Sum(change => change.SizeDelta), few.Sum(change => change.SizeDelta));
        }
    }, iter: 150);

    [Fact]
    public void The_layer_of_a_change_lies_between_the_views_and_touches_the_path_or_a_directory_above() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new RandomViews(seed, tidy: false);
        foreach ((int i, int j) in Pairs(random))
        {
            foreach (LayerChange change in LayerDiff.Between(random.Image, i, j, EachPath, new ReadMeter()).Changes)
            {
                Assert.InRange(change.LayerIndex, Math.Min(i, j) + 1, Math.Max(i, j));
                TouchedNodes touched = TouchedNodes.Between(random.Image.Tree, change.LayerIndex - 1, change.LayerIndex, default);
                int node = (change.DifferenceFile ?? change.ReferenceFile)!.Node;
                Assert.True(touched[node] || change.DifferenceFile is null || change.ReferenceFile is null, $"seed {seed}, {i} to {j}: {change}");
            }
        }
    }, iter: 150);

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Compressed_layers_give_the_same_changes_as_plain_ones(Packing packing) => Gen.Int[0, int.MaxValue].Sample(seed =>
        Assert.Equal(Memory.Changes(new RandomViews(seed, tidy: true).Image), Memory.Changes(new RandomViews(seed, tidy: true, packing).Image)), iter: 100);

    [Fact]
    public void What_all_layers_did_is_what_each_did_in_its_turn() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var random = new RandomViews(seed, tidy: true);
        IEnumerable<string> one = Enumerable.Range(0, 4).SelectMany(layer => LayerDiff.Between(random.Image, layer - 1, layer, EachPath, new ReadMeter()).Changes).Select(Line);
        IEnumerable<string> all = LayerDiff.OfLayers(random.Image, [0, 1, 2, 3], EachPath, new ReadMeter()).Changes.Select(Line);
        Assert.Equal(one, all);
    }, iter: 100);

    private static string Line(LayerChange change) => $"{change.LayerIndex} {change} {change.ChangedProperties}";

    private static void Apply(RandomViews random, SortedDictionary<string, PlainFile> view, LayerChange change)
    {
        string path = change.InnerPath[1..];
        bool isDirectory = change.DifferenceFile?.Type == Layers.EntryType.Directory;
        foreach (string below in view.Keys.Where(key => !isDirectory && key.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
            view.Remove(below);
        if (change.DifferenceFile is { } now)
            view[path] = random.Plain(now);
        else
            Assert.True(view.Remove(path), $"{path} was not there");
    }

    // The time of a directory alone makes no change, and neither does the mode of a symbolic link.
    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, PlainFile>> view) => view.Select(pair => $"{pair.Key} {pair.Value.Type switch
    {
        '5' => pair.Value with { Time = 0 },
        '2' => pair.Value with { Mode = 0 },
        _ => pair.Value,
    }}").Order(StringComparer.Ordinal);

    private static IEnumerable<(int, int)> Pairs(RandomViews random) =>
        from i in Enumerable.Range(-1, random.Views.Count) from j in Enumerable.Range(-1, random.Views.Count) select (i, j);
}
