using PSLayers.Errors;
using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>Finds the layer that each step of the history made. The config has no key for it: steps that are not marked as empty stand for the
/// layers in order, if their numbers agree. Where they do not (squashed images, several builders), the newest are matched as far as they go.</summary>
internal static class HistoryPairing
{
    /// <summary>Number of the layer for each step of the history; null for steps without one.</summary>
    /// <param name="history">The steps, oldest first.</param>
    /// <param name="layers">How many layers the image has.</param>
    /// <param name="warnings">Told of a mismatch.</param>
    public static int?[] Pair(IReadOnlyList<ConfigHistory> history, int layers, List<ImageWarning> warnings)
    {
        var numbers = new int?[history.Count];
        int steps = history.Count(step => !step.EmptyLayer);
        if (steps != layers && history.Count > 0)
        {
            warnings.Add(new ImageWarning(ImageErrorId.HistoryMismatch,
                $"The history has {steps} steps that made a layer, but the image has {layers} layers; they are matched from the newest."));
        }
        int layer = layers - 1;
        for (int i = history.Count - 1; i >= 0 && layer >= 0; i--)
        {
            if (!history[i].EmptyLayer)
                numbers[i] = layer--;
        }
        return numbers;
    }

    /// <summary>The step that made each layer; null for layers that no step accounts for.</summary>
    /// <param name="history">The steps, oldest first.</param>
    /// <param name="layers">How many layers the image has.</param>
    /// <param name="warnings">Told of a mismatch.</param>
    public static ConfigHistory?[] ByLayer(IReadOnlyList<ConfigHistory> history, int layers, List<ImageWarning> warnings)
    {
        var steps = new ConfigHistory?[layers];
        int?[] numbers = Pair(history, layers, warnings);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] is { } layer)
                steps[layer] = history[i];
        }
        return steps;
    }

    /// <summary>The history of an image, newest first as docker prints it, with rows for layers that no step accounts for.</summary>
    /// <param name="image">The image.</param>
    /// <param name="sizes">Size of each layer; null where it was not read.</param>
    public static IEnumerable<HistoryEntry> Entries(ContainerImage image, IReadOnlyList<long?> sizes)
    {
        IReadOnlyList<ConfigHistory> history = image.Config?.History ?? [];
        int?[] layers = Pair(history, image.LayerCount, []);
        int missing = image.LayerCount - layers.Count(number => number is not null);
        int index = history.Count + missing - 1;
        for (int i = history.Count - 1; i >= 0; i--, index--)
            yield return Entry(image, index, index == history.Count + missing - 1, history[i], layers[i], sizes);
        for (int layer = missing - 1; layer >= 0; layer--, index--)
            yield return Entry(image, index, index == history.Count + missing - 1, new ConfigHistory(null, "(missing)", null, null, false), layer, sizes);
    }

    private static HistoryEntry Entry(ContainerImage image, int index, bool isNewest, ConfigHistory step, int? layer, IReadOnlyList<long?> sizes) => new()
    {
        ShortImageId = !isNewest ? "<missing>" : Digest.Shorten(image.ImageId) ?? "<missing>",
        Index = index,
        Created = step.Created,
        CreatedBy = step.CreatedBy ?? "",
        Size = layer is { } number ? sizes[number] : step.EmptyLayer ? 0 : null,
        Comment = step.Comment,
        Author = step.Author,
        EmptyLayer = step.EmptyLayer,
        LayerIndex = layer,
        ImageName = image.Name,
        ImageId = image.ImageId,
        ImagePath = image.ImagePath,
    };
}
