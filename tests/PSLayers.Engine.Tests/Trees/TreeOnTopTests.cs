using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>A tree that one layer more is put on is the same as one that is built of all layers.</summary>
public sealed class TreeOnTopTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_tree_that_grows_equals_one_that_is_built_anew(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        LayerIndex[] layers = [.. RandomLayers.Entries(seed, layers: 4, entries: 25, tidy).Select(Stack.Index)];
        LayeredTree grown = Tree([]);
        for (int count = 1; count <= layers.Length; count++)
        {
            LayeredTree before = grown;
            string[] told = [.. Lines(before)];
            grown = before.With(layers[count - 1], ReadLimits.Default, default);

            Assert.Equal(Lines(Tree(layers[..count])), Lines(grown));
            Assert.Equal(told, Lines(before));
        }
    }, iter: 1000);

    [Fact]
    public void What_is_left_out_of_a_tree_stays_left_out()
    {
        ReadLimits limits = ReadLimits.Default with { ImageEntries = 3 };
        LayerIndex[] layers = [.. new[] { new[] { "a", "b" }, ["c", "d"], ["e"] }.Select(lines => Stack.Index([.. lines.Select(EntryLine.Parse)]))];
        LayeredTree grown = LayeredTree.Build(layers[..2], NameFolding.Exact, limits, default).With(layers[2], limits, default);

        Assert.Equal(1, grown.LeftOutFrom);
        Assert.Equal("a b", Stack.Paths(grown));
    }

    [Fact]
    public void A_layer_that_is_too_much_is_left_out_and_the_others_stay()
    {
        ReadLimits limits = ReadLimits.Default with { ImageEntries = 3 };
        LayeredTree below = LayeredTree.Build([Stack.Index([EntryLine.Parse("a"), EntryLine.Parse("b")])], NameFolding.Exact, limits, default);
        LayeredTree grown = below.With(Stack.Index([EntryLine.Parse("a"), EntryLine.Parse("c")]), limits, default);

        Assert.Equal(1, grown.LeftOutFrom);
        Assert.Equal(["a 0 0", "b 0 1"], Stack.Lines(Stack.View(grown, 1)));
    }

    private static LayeredTree Tree(LayerIndex[] layers) => LayeredTree.Build(layers, NameFolding.Exact, ReadLimits.Default, default);

    // All that a tree tells.
    private static IEnumerable<string> Lines(LayeredTree tree)
    {
        for (int node = 0; node < tree.NodeCount; node++)
        {
            (int start, int end) = tree.Versions(node);
            yield return $"{tree.Path(node)} {tree.Parent(node)} {tree.FirstChild(node)} {tree.NextSibling(node)} {start}";
            for (int version = start; version < end; version++)
                yield return Line(tree, version);
        }
        foreach (RepeatedEntry entry in tree.Repeated)
            yield return $"{entry} {Line(tree, entry.Version)}";
        for (int layer = 0; layer < tree.Layers.Count; layer++)
            yield return string.Join(' ', tree.TouchedBy(layer).ToArray());
        foreach (string warning in tree.Warnings.Select(warning => warning.Message).Order(StringComparer.Ordinal))
            yield return warning;
    }

    private static string Line(LayeredTree tree, int number)
    {
        NodeVersion version = tree.Version(number);
        return $"{version.Layer} {version.Row} {version.Seen} {version.Flags} {version.Self} {version.Below}";
    }
}
