using System.Text;
using PSLayers.Blobs;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

public sealed class TreeViewTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_view_of_random_layers_equals_the_plain_union(bool tidy)
    {
        for (int seed = 0; seed < 1500; seed++)
        {
            IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers = RandomLayers.Entries(seed, layers: 5, entries: 20, tidy);
            LayeredTree tree = LayeredTree.Build([.. layers.Select(Index)], NameFolding.Exact, default);
            var union = new ReferenceUnion();
            for (int top = 0; top < layers.Count; top++)
            {
                union.Apply(layers[top]);
                Dictionary<string, (int Layer, int Row)?> expected = union.View()
                    .ToDictionary(pair => pair.Key, pair => pair.Value is { } seen ? (seen.Layer, seen.Row) : ((int, int)?)null);
                AssertSame(expected, ViewOf(tree, top), $"seed {seed}, top {top}");
            }
        }
    }

    private static Dictionary<string, (int Layer, int Row)?> ViewOf(LayeredTree tree, int top)
    {
        var view = new TreeView(tree, top);
        return view.Descendants(view.Root).ToDictionary(node => PathOf(tree, node.Node), node =>
            node.Version < 0 ? ((int, int)?)null : (tree.Version(node.Version).Layer, tree.Version(node.Version).Row));
    }

    private static void AssertSame(Dictionary<string, (int Layer, int Row)?> expected, Dictionary<string, (int Layer, int Row)?> actual, string where)
    {
        IEnumerable<string> Lines(Dictionary<string, (int Layer, int Row)?> view) =>
            view.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} {pair.Value}");
        Assert.True(Lines(expected).SequenceEqual(Lines(actual)),
            $"{where}\nmissing:\n{string.Join('\n', Lines(expected).Except(Lines(actual)))}\ntoo much:\n{string.Join('\n', Lines(actual).Except(Lines(expected)))}");
    }

    private static string PathOf(LayeredTree tree, int node) => node == LayeredTree.Root ? ""
        : tree.Parent(node) == LayeredTree.Root ? Encoding.UTF8.GetString(tree.Name(node))
        : $"{PathOf(tree, tree.Parent(node))}/{Encoding.UTF8.GetString(tree.Name(node))}";

    private static LayerIndex Index(IReadOnlyList<TarEntrySpec> entries)
    {
        byte[] tar = RandomLayers.Tar(entries);
        return LayerIndexer.Read(Blob.Of(new MemorySource(tar), 0, tar.Length, "layer"), withDiffId: false, ReadLimits.Default, new ReadMeter());
    }
}
