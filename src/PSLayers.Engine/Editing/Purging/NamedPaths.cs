using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>The paths that a user wants to be rid of. A link at a path's end is meant itself, not what it leads to.</summary>
internal static class NamedPaths
{
    /// <summary>Paths that the view of all layers shows, without those below others of them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="texts">Paths and patterns.</param>
    /// <param name="missing">Told of each path without wildcards that is not there.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<int> InView(LayeredImage image, IReadOnlyList<string> texts, Action<ImageException> missing, CancellationToken cancellation)
    {
        TreeView view = image.Tree.TopView;
        return Of(image, texts, missing, pattern => [.. PathWalk.Find(view, pattern, image.Limits, LayeredTree.Root, cancellation).Select(found => found.Node)],
            path => LinkResolver.Find(view, EntryName.Encode(path), followLast: false, image.Limits, out _) is { } found ? [found.Node] : [], "the image shows no such path");
    }

    /// <summary>Paths that some layer has, or removes, without those below others of them.</summary>
    /// <inheritdoc cref="InView"/>
    public static IReadOnlyList<int> InAnyLayer(LayeredImage image, IReadOnlyList<string> texts, Action<ImageException> missing, CancellationToken cancellation) =>
        Of(image, texts, missing, pattern => PathWalk.Find(image.Tree, pattern, cancellation).Where(node => PathTrace.HasLife(image.Tree, node)),
            path => Find(image, path), "no layer of the image has such a path");

    // The path as it stands, and where links lead it in the newest view that has it: a directory of older layers may be a link by now.
    private static IEnumerable<int> Find(LayeredImage image, string path)
    {
        byte[] name = EntryName.Encode(path);
        if (LinkResolver.Literal(image.Tree, name) is >= 0 and var literal && PathTrace.HasLife(image.Tree, literal))
            yield return literal;
        if (ContentFinder.NearestView(image, image.Layers.Count, path) is { } view
            && LinkResolver.Find(image.Tree.View(view), name, followLast: false, image.Limits, out _) is { } shown)
            yield return shown.Node;
    }

    private static List<int> Of(LayeredImage image, IReadOnlyList<string> texts, Action<ImageException> missing,
        Func<PathPattern, IEnumerable<int>> match, Func<string, IEnumerable<int>> find, string whatIsMissing)
    {
        var found = new SortedSet<int>();
        foreach (string text in texts)
        {
            PathPattern pattern = PathWalk.Read(image.Tree, text);
            if (pattern.Literal is null)
                found.UnionWith(match(pattern));
            else if (find(pattern.Literal).ToArray() is { Length: > 0 } nodes)
                found.UnionWith(nodes);
            else
                missing(new ImageException(ImageErrorId.FileNotFound, $"{whatIsMissing}: {pattern.Literal}"));
        }
        return [.. found.Where(node => !HasAbove(image.Tree, node, found))];
    }

    private static bool HasAbove(LayeredTree tree, int node, SortedSet<int> others)
    {
        for (int at = tree.Parent(node); at >= 0; at = tree.Parent(at))
        {
            if (others.Contains(at))
                return true;
        }
        return false;
    }
}
