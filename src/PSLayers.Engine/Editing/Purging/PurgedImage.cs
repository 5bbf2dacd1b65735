using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>An image without some paths: they are in none of its layers any more.</summary>
internal static class PurgedImage
{
    private const int MostNamed = 3;

    /// <summary>Takes paths, and all below them, out of every layer. All else in the views stays as it is.</summary>
    /// <param name="image">The image.</param>
    /// <param name="nodes">The paths.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="warnings">Told of content that is still there by other names, and of layers that nobody can look into.</param>
    /// <exception cref="ImageException">The root was named, or a layer that has a path cannot be read to its end.</exception>
    public static ContainerImage Of(LayeredImage image, IReadOnlyCollection<int> nodes, ReadMeter meter, List<ImageWarning> warnings)
    {
        EditedImage.Check(image.Image);
        if (nodes.Contains(LayeredTree.Root))
            throw new ImageException(ImageErrorId.NotAFile, "the root cannot be removed");
        var purged = new PurgedPaths(image.Tree, nodes, meter.Cancellation);
        LayerSource[] layers = [.. image.Image.Layers];
        var edits = new List<LayerEdit>();
        var names = new SortedSet<string>(StringComparer.Ordinal);
        bool isUnknown = false;
        for (int layer = 0; layer < layers.Length; layer++)
        {
            if (image.Tree.Layers[layer] is not { Damage: null })
            {
                // Nobody can tell whether the path is in there.
                isUnknown = true;
                warnings.Add(new ImageWarning(ImageErrorId.LayerUnreadable, $"layer {layer} cannot be read to its end and stays as it is; what is removed may be in it."));
                continue;
            }
            PurgedLayer made = PurgedLayer.Of(image, layer, purged, isUnknown, meter.Cancellation);
            names.UnionWith(made.OtherNames);
            if (made.Tar is not { } tar)
                continue;
            layers[layer] = EditedImage.Layer(tar, FormattableString.Invariant($"layer {layer}"));
            edits.Add(made.Edit);
        }
        if (names.Count > 0)
            warnings.Add(new ImageWarning(ImageErrorId.FileHasOtherNames, $"the content of what is removed is still there as {Few(names)}."));
        if (edits.Count == 0)
            return image.Image;
        ContainerImage edited = EditedImage.Of(image.Image, layers, ConfigOf(image, nodes), meter);
        edited.Warnings = [.. edited.Warnings, .. warnings];
        edited.Edits = [.. image.Image.Edits, .. edits];
        return edited;
    }

    private static ConfigEdit ConfigOf(LayeredImage image, IReadOnlyCollection<int> nodes)
    {
        ConfigEdit config = ConfigEdit.Of(image.Image.Config);
        if (config.Document["history"] is JsonArray { Count: > 0 })
        {
            string what = $"Remove-ImageFile -Purge {Few(nodes.Select(image.Tree.Path))}";
            config.History.Add((JsonNode)ConfigEdit.Step(EditTimes.Of(image.Image), what, isEmpty: true));
        }
        return config;
    }

    private static string Few(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return string.Join(", ", all.Take(MostNamed)) + (all.Length > MostNamed ? $" and {all.Length - MostNamed} more" : "");
    }
}
