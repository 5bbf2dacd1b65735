using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>An image with a layer more that removes paths. What they had stays in the layers below.</summary>
internal static class RemovedFiles
{
    private const int MostNamed = 3;

    /// <summary>Removes paths, and all below them, from the view of all layers.</summary>
    /// <param name="image">The image.</param>
    /// <param name="nodes">The paths, all of which the view shows.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="warnings">Told that the bytes stay.</param>
    /// <exception cref="ImageException">The root was named.</exception>
    public static ContainerImage Of(LayeredImage image, IReadOnlyCollection<int> nodes, ReadMeter meter, List<ImageWarning> warnings)
    {
        if (nodes.Contains(LayeredTree.Root))
            throw new ImageException(ImageErrorId.NotAFile, "the root cannot be removed");
        if (nodes.Count == 0)
            return image.Image;
        string[] paths = [.. nodes.Select(image.Tree.Path)];
        var addition = new Addition { Sources = [], InnerPath = "/", Whiteouts = paths };
        string named = string.Join(", ", paths.Take(MostNamed)) + (paths.Length > MostNamed ? $" and {paths.Length - MostNamed} more" : "");
        ContainerImage edited = AddedLayer.Of(image, addition, new LayerStep($"Remove-ImageFile {named}"), meter, warnings);
        int[] layers = [.. nodes.SelectMany(image.Tree.LayersWith).Distinct().Order()];
        warnings.Add(new ImageWarning(ImageErrorId.FileStillStored,
            $"{named}: removed from view, but the bytes stay in the image (layers {string.Join(", ", layers)}); -Purge takes them out."));
        return edited;
    }
}
