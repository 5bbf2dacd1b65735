using PSLayers.Errors;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Says why a view has nothing at a path: what stands in the way is often a link that leads nowhere, and then the path itself is there.</summary>
internal static class MissingPath
{
    /// <summary>The error.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="path">The path as it was asked for.</param>
    /// <param name="failure">What <see cref="LinkResolver"/> said.</param>
    public static ImageException Explain(LayeredImage image, TreeView view, string path, ImageErrorId failure)
    {
        if (failure == ImageErrorId.LinkCycle)
            return new ImageException(failure, $"{path} leads by way of more than {image.Limits.SymbolicLinks} links, or too long ones");
        string whole = path.TrimEnd('/');
        for (int end = 0; end < whole.Length;)
        {
            int slash = whole.IndexOf('/', end + 1);
            end = slash < 0 ? whole.Length : slash;
            string part = whole[..end];
            if (Find(image, view, part, followLast: false) is not { } there)
                break;
            if (Find(image, view, part, followLast: true) is null && image.Entry(there.Version)?.LinkTarget is { } target)
            {
                return end == whole.Length
                    ? new ImageException(ImageErrorId.NotAFile, $"{part} is a link to {target}, which is not there")
                    : new ImageException(failure, $"the image has no {path}: {part} is a link to {target}, which is not there");
            }
            if (end < whole.Length && Find(image, view, part, followLast: true) is { } way && !view.IsDirectory(way))
                return new ImageException(failure, $"the image has no {path}: {part} is no directory");
        }
        return new ImageException(failure, $"the image has no {path}");
    }

    private static ViewNode? Find(LayeredImage image, TreeView view, string path, bool followLast) =>
        LinkResolver.Find(view, EntryName.Encode(path), followLast, image.Limits, out _);
}
