using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>What is stored in an image but cannot be seen, and which layer hides it.</summary>
public sealed class HiddenVersionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Everything_is_either_seen_or_hidden_by_the_first_layer_whose_view_lacks_it(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers = RandomLayers.Entries(seed, layers: 5, entries: 20, tidy);
        LayeredTree tree = Stack.Tree(layers);
        IEnumerable<string> actual = HiddenVersions.Of(tree.TopView)
            .Select(hidden => (tree.Version(hidden.Version).Layer, hidden.Row, hidden.ByLayer))
            .Where(hidden => !IsDirectory(layers[hidden.Layer][hidden.Row]))
            .Select(hidden => hidden.ToString()).Order(StringComparer.Ordinal);
        Stack.AssertSame(Expected(layers).Order(StringComparer.Ordinal), actual, $"seed {seed}");
    }, iter: 1000);

    [Fact]
    public void A_file_is_overwritten_removed_or_a_duplicate()
    {
        LayeredTree tree = Stack.Tree(["a", "b/", "b/c", "d", "e/", "e/f", "g", "g"], ["a", ".wh.b", ".wh.d", "d", "e/.wh..wh..opq"]);

        Assert.Equal(
            ["/a Overwritten 1", "/b Removed 1", "/b/c Removed 1", "/d Overwritten 1", "/e/f Removed 1", "/g Duplicate 0"],
            HiddenVersions.Of(tree.TopView).Select(hidden => $"{tree.Path(hidden.Node)} {hidden.Reason} {hidden.ByLayer}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_was_in_a_directory_that_became_a_file_was_overwritten() =>
        Assert.Contains(HiddenVersions.Of(Stack.Tree(["a/", "a/b"], ["a"]).TopView), hidden => hidden is { Reason: HiddenReason.Overwritten, ByLayer: 1, Row: 1 });

    [Fact]
    public void A_directory_that_is_only_listed_again_is_not_hidden() => Assert.Empty(HiddenVersions.Of(Stack.Tree(["a/"], ["a/"], ["a/b"]).TopView));

    [Fact]
    public void In_an_earlier_view_less_is_hidden() => Assert.Empty(HiddenVersions.Of(Stack.Tree(["a"], [".wh.a"]).View(0)));

    private static IEnumerable<string> Expected(IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers)
    {
        var union = new ReferenceUnion();
        var views = new List<HashSet<(int, int)>>();
        foreach (IReadOnlyList<TarEntrySpec> layer in layers)
        {
            union.Apply(layer);
            views.Add([.. union.View().Values.Select(seen => (seen.Layer, seen.Row))]);
        }
        for (int layer = 0; layer < layers.Count; layer++)
        {
            for (int row = 0; row < layers[layer].Count; row++)
            {
                TarEntrySpec entry = layers[layer][row];
                int by = Enumerable.Range(layer, layers.Count - layer).FirstOrDefault(top => !views[top].Contains((layer, row)), -1);
                if (by >= 0 && !IsDirectory(entry) && !IsWhiteout(entry))
                    yield return (layer, row, by).ToString();
            }
        }
    }

    private static bool IsDirectory(TarEntrySpec entry) => entry.TypeFlag == '5';

    private static bool IsWhiteout(TarEntrySpec entry) => entry.Path[(entry.Path.LastIndexOf('/') + 1)..].StartsWith(".wh.", StringComparison.Ordinal);
}
