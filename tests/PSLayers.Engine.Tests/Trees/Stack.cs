using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>Stacks of layers for the tests of trees, and their views as lines that can be compared.</summary>
internal static class Stack
{
    public static LayeredTree Tree(IEnumerable<IReadOnlyList<TarEntrySpec>> layers, NameFolding? folding = null) =>
        LayeredTree.Build([.. layers.Select(Index)], folding ?? NameFolding.Exact, ReadLimits.Default, default);

    /// <summary>A stack of layers, each given as lines: see <see cref="EntryLine"/>.</summary>
    public static LayeredTree Tree(params string[][] layers) => Tree(layers.Select(layer => layer.Select(EntryLine.Parse).ToList()));

    public static LayerIndex Index(IReadOnlyList<TarEntrySpec> entries)
    {
        byte[] tar = RandomLayers.Tar(entries);
        return LayerIndexer.Read(Blob.Of(new MemorySource(tar), 0, tar.Length, "layer"), LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
    }

    /// <summary>The paths of a view with the layer that each comes from.</summary>
    public static Dictionary<string, (int Layer, int Row)> View(LayeredTree tree, int top)
    {
        TreeView view = tree.View(top);
        return view.Descendants(view.Root).ToDictionary(node => tree.Path(node.Node)[1..], node => Seen(tree, node));
    }

    public static Dictionary<string, (int Layer, int Row)> Everything(LayeredTree tree, int top) =>
        tree.View(top).Everything().ToDictionary(node => tree.Path(node.Node)[1..], node => Seen(tree, node));

    /// <summary>The paths of a view, in order, and nothing else.</summary>
    public static string Paths(LayeredTree tree, int top = int.MaxValue) => string.Join(' ', View(tree, Math.Min(top, tree.Layers.Count - 1)).Keys);

    public static IEnumerable<string> Lines(Dictionary<string, (int Layer, int Row)> view) =>
        view.Select(pair => $"{pair.Key} {pair.Value.Layer} {pair.Value.Row}").Order(StringComparer.Ordinal);

    public static IEnumerable<string> Lines(IReadOnlyDictionary<string, ReferenceUnion.Seen> view) =>
        view.Select(pair => $"{pair.Key} {pair.Value.Layer} {pair.Value.Row}").Order(StringComparer.Ordinal);

    public static void AssertSame(IEnumerable<string> expected, IEnumerable<string> actual, string where) => Assert.True(expected.SequenceEqual(actual),
        $"{where}\nmissing:\n{string.Join('\n', expected.Except(actual))}\ntoo much:\n{string.Join('\n', actual.Except(expected))}");

    private static (int Layer, int Row) Seen(LayeredTree tree, ViewNode node) => (tree.Version(node.Version).Layer, tree.Version(node.Version).Row);
}
