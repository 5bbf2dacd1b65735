using PSLayers.Engine.Tests.Diff;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Planning;

/// <summary>For random stacks, and each run of their layers: whoever merges it sees in each view what was to be seen there before.</summary>
public sealed class RandomRunTests
{
    private const int Layers = 4;

    [Theory]
    [InlineData(0, 120, true)]
    [InlineData(1000, 120, false)]
    public void Each_view_is_the_same_after_any_run_of_layers_was_merged(int start, int count, bool tidy)
    {
        for (int seed = start; seed < start + count; seed++)
        {
            LayeredImage image = Memory.Image(RandomLayers.Entries(seed, Layers, entries: 14, tidy), (Packing)(seed % 3));
            SortedDictionary<string, string>[] before = [.. Enumerable.Range(0, Layers).Select(top => ShownFiles.Of(image, top))];
            for (int first = 0; first < Layers; first++)
            {
                for (int last = first; last < Layers; last++)
                {
                    LayeredImage merged = Merged.Of(image, first, last);
                    for (int top = last; top < Layers; top++)
                        ShownFiles.AssertSame(before[top], ShownFiles.Of(merged, top - (last - first)), $"seed {seed}, layers {first} to {last}, view {top}\n{Merged.Entries(merged, first)}");
                }
            }
        }
    }
}
