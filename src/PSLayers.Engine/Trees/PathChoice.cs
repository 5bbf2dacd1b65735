using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Trees;

/// <summary>Which paths are wanted where paths are gone through one by one: in one image, or in two that are compared.</summary>
internal static class PathChoice
{
    /// <summary>Tells of a path whether it is wanted.</summary>
    /// <param name="images">The images; what one of them has as it stands is no pattern.</param>
    /// <param name="texts">Paths and patterns.</param>
    /// <param name="missing">Told of each path without wildcards that no layer has.</param>
    /// <param name="orBelow">Whether what is below a directory is wanted with it.</param>
    /// <returns>Null where every path is wanted.</returns>
    public static Func<string, bool>? Of(IReadOnlyList<LayeredImage> images, IReadOnlyList<string> texts, Action<ImageException> missing, bool orBelow = false)
    {
        if (texts.Count == 0)
            return null;
        PathPattern[] patterns = [.. texts.Select(text => Read(images, text, missing))];
        return path => Array.Exists(patterns, pattern => pattern.Matches(path, orBelow));
    }

    private static PathPattern Read(IReadOnlyList<LayeredImage> images, string text, Action<ImageException> missing)
    {
        bool ignoresCase = images[0].Tree.IgnoresCase;
        if (Has(images, text))
            return PathPattern.AsItStands(text, ignoresCase);
        var pattern = new PathPattern(text, ignoresCase);
        if (pattern.Literal is null || Has(images, pattern.Literal))
            return pattern;
        // A path through links is where the newest view says.
        foreach (LayeredImage image in images)
        {
            if (LinkResolver.Find(image.Tree.TopView, EntryName.Encode(pattern.Literal), followLast: false, image.Limits, out _) is { } node)
                return PathPattern.AsItStands(image.Tree.Path(node.Node), ignoresCase);
        }
        missing(new ImageException(ImageErrorId.FileNotFound, $"no layer has {pattern.Literal}"));
        return pattern;
    }

    private static bool Has(IReadOnlyList<LayeredImage> images, string path)
    {
        byte[] name = EntryName.Encode(path);
        return images.Any(image => LinkResolver.Literal(image.Tree, name) >= 0);
    }
}
