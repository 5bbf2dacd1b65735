using CsCheck;
using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>The lives of paths, against a look at every view.</summary>
public sealed class PathTraceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_path_has_a_version_wherever_the_view_of_a_layer_shows_another_one_than_that_below(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        LayeredTree tree = new RandomViews(seed, tidy).Image is var image ? image.Tree : null!;
        int[] nodes = [.. Enumerable.Range(0, tree.NodeCount)];
        for (int top = 0; top < tree.Layers.Count; top++)
        {
            IEnumerable<string> actual = PathTrace.Of(image, nodes, top, withContent: false, new ReadMeter()).Versions
                .Select(version => $"{version.InnerPath} {version.LayerIndex} {Kind(version.Change)} {version.Entry?.LayerIndex} {version.Entry?.RowNumber}");
            Stack.AssertSame(nodes.SelectMany(node => Life(image, node, top)), actual, $"seed {seed}, top {top}");
        }
    }, iter: 300);

    [Fact]
    public void A_layer_that_is_there_many_times_repeats_every_path_unchanged_and_no_content_is_read_twice()
    {
        LayeredImage image = Memory.Image(["a = 1"], ["a = 1"], ["a = 1"]);

        Assert.Equal(
            [Change.Added, Change.Unmodified, Change.Unmodified],
            PathTrace.Of(image, [image.Tree.Child(LayeredTree.Root, "a"u8)], 2, withContent: true, new ReadMeter()).Versions.Select(version => version.Change));
    }

    private static IEnumerable<string> Life(LayeredImage image, int node, int top)
    {
        int before = -1;
        for (int layer = 0; layer <= top; layer++)
        {
            int after = image.Tree.View(layer).Find(node)?.Version ?? -1;
            bool removesNothing = before < 0 && after < 0 && image.Tree.VersionIn(node, layer) is >= 0 and var own && image.Tree.Version(own).Has(VersionFlags.Removed);
            if (before != after || removesNothing)
                yield return $"{image.Tree.Path(node)} {layer} {(after < 0 ? "gone" : before < 0 ? "new" : "again")} {image.Entry(after)?.LayerIndex} {image.Entry(after)?.RowNumber}";
            before = after;
        }
    }

    private static string Kind(Change change) => change switch { Change.Removed => "gone", Change.Added => "new", _ => "again" };
}
