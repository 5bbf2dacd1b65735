using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Trees;

/// <summary>Which paths are wanted where paths are gone through one by one: in one image, or in two that are compared.</summary>
internal static class PathChoice
{
    /// <summary>Tells of a path whether it is wanted.</summary>
    /// <param name="images">The images; what one of them has as it stands is no pattern.</param>
    /// <param name="texts">Paths and patterns.</param>
    /// <returns>Null where every path is wanted.</returns>
    public static Func<string, bool>? Of(IReadOnlyList<LayeredImage> images, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return null;
        PathPattern[] patterns = [.. texts.Select(text => Read(images, text))];
        return path => Array.Exists(patterns, pattern => pattern.Matches(path));
    }

    private static PathPattern Read(IReadOnlyList<LayeredImage> images, string text)
    {
        byte[] path = EntryName.Encode(text);
        bool ignoresCase = images[0].Tree.IgnoresCase;
        if (images.Any(image => LinkResolver.Literal(image.Tree, path) >= 0))
            return PathPattern.AsItStands(text, ignoresCase);
        var pattern = new PathPattern(text, ignoresCase);
        if (pattern.Literal is null)
            return pattern;
        // A path through links is where the newest view says.
        return images.Select(image => (image.Tree, Node: LinkResolver.Find(image.Tree.TopView, EntryName.Encode(pattern.Literal), followLast: false, image.Limits, out _)))
            .FirstOrDefault(found => found.Node is not null) is { Node: { } node } there
            ? PathPattern.AsItStands(there.Tree.Path(node.Node), ignoresCase)
            : pattern;
    }
}
