using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Editing.Planning;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Editing.Merging;

/// <summary>An image of which some layers are one.</summary>
internal static class MergedImage
{
    /// <summary>Merges a run of layers. The views of the new image are those of the old one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="run">The layers.</param>
    /// <param name="history">What becomes of their steps of the history.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">It is no image, or a layer of the run cannot be read to its end.</exception>
    public static ContainerImage Of(LayeredImage image, LayerRun run, MergedHistory history, ReadMeter meter)
    {
        EditedImage.Check(image.Image);
        if (!run.IsSeveral)
            return image.Image;
        SplicedSource tar = RunTar.Of(image, run.First, run.Last, out int leftOut, meter.Cancellation);
        LayerSource layer = EditedImage.Layer(tar, run.ToString());
        IReadOnlyList<LayerSource> old = image.Image.Layers;
        ContainerImage merged = EditedImage.Of(
            image.Image, [.. old.Take(run.First), layer, .. old.Skip(run.Last + 1)], ConfigOf(image.Image, run, history), meter);
        if (leftOut > 0)
        {
            merged.Warnings = [.. merged.Warnings, new ImageWarning(ImageErrorId.HardLinkOutside,
                $"{run}: {leftOut} hard links lead nowhere, or to a directory; engines refuse such a layer, and the merged layer is without them.")];
        }
        return merged;
    }

    private static ConfigEdit ConfigOf(ContainerImage image, LayerRun run, MergedHistory history)
    {
        ConfigEdit config = ConfigEdit.Of(image.Config);
        int?[] layers = HistoryPairing.Pair(image.Config?.History ?? [], image.LayerCount, []);
        // No history is a history that says nothing; and one that is not what was read is left alone.
        if (layers.Length == 0 || config.History.Count != layers.Length)
            return config;
        int[] steps = [.. Enumerable.Range(0, layers.Length).Where(step => layers[step] >= run.First && layers[step] <= run.Last)];
        int place = steps.Length > 0 ? steps[^1] + 1 : Array.FindIndex(layers, layer => layer > run.Last) is >= 0 and var above ? above : layers.Length;
        config.History.Insert(place, (JsonNode)ConfigEdit.Step(EditTimes.Of(image), $"Merge-ImageLayer {run}", isEmpty: false));
        if (history == MergedHistory.Fold && steps.Length > 0)
        {
            for (int step = steps[^1]; step >= steps[0]; step--)
                config.History.RemoveAt(step);
            return config;
        }
        foreach (int step in steps)
        {
            if (config.History[step] is JsonObject old)
                old["empty_layer"] = true;
        }
        return config;
    }
}
