using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Editing.Merging;

/// <summary>Some layers of an image that stand one on the other.</summary>
/// <param name="First">The lowest one.</param>
/// <param name="Last">The uppermost one.</param>
internal readonly record struct LayerRun(int First, int Last)
{
    /// <summary>Whether there is more than one.</summary>
    public bool IsSeveral => Last > First;

    /// <summary>The run in a few words, as a history has it.</summary>
    public override string ToString() => IsSeveral ? FormattableString.Invariant($"layers {First} to {Last}") : FormattableString.Invariant($"layer {First}");

    /// <summary>The run that a user means.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layers">Numbers of the layers, in any order; null for all.</param>
    /// <param name="from">The lowest layer, where no numbers are given.</param>
    /// <exception cref="ImageException">There is no such layer, or one between them is left out.</exception>
    public static LayerRun Of(LayeredImage image, IReadOnlyCollection<int>? layers, int from)
    {
        if (layers is null)
            return from >= 0 && (from < image.Layers.Count || from == 0) ? new LayerRun(from, image.Layers.Count - 1) : throw image.NoSuchLayer(from);
        foreach (int layer in layers)
        {
            if (layer < 0 || layer >= image.Layers.Count)
                throw image.NoSuchLayer(layer);
        }
        var run = new LayerRun(layers.Min(), layers.Max());
        int[] missing = [.. Enumerable.Range(run.First, run.Last - run.First + 1).Except(layers)];
        return missing.Length == 0 ? run : throw new ImageException(ImageErrorId.LayersNotContiguous,
            $"layers that are merged stand one on the other; of those between {run.First} and {run.Last} layer {missing[0]} is not named");
    }
}
