using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Trees;

/// <summary>Finds the paths of an image that are like a pattern, by walking from directory to directory only where there may be some.</summary>
internal static class PathWalk
{
    /// <summary>What a text means in an image: one path, where some layer has it as it stands, whatever its characters mean elsewhere; else a
    /// pattern, if it has wildcards.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="text">The text.</param>
    /// <param name="root">The directory that counts as the root.</param>
    public static PathPattern Read(LayeredTree tree, string text, int root = LayeredTree.Root) =>
        PathPattern.MayBePattern(text) && LinkResolver.Literal(tree, EntryName.Encode(text), root) >= 0
            ? PathPattern.AsItStands(text, tree.IgnoresCase)
            : new PathPattern(text, tree.IgnoresCase);

    /// <summary>The files of a view that are like a pattern, in the order of their paths. A link to a directory is followed where a name of the
    /// pattern means it, and not where a <c>**</c> passes it, so that no file is found by a way that leads in a circle.</summary>
    /// <param name="view">The view.</param>
    /// <param name="pattern">A pattern with wildcards.</param>
    /// <param name="limits">How many links are followed.</param>
    /// <param name="root">The directory that counts as the root.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<ViewNode> Find(TreeView view, PathPattern pattern, ReadLimits limits, int root, CancellationToken cancellation)
    {
        var found = new Dictionary<int, ViewNode>();
        var known = new Dictionary<int, ulong>();
        var open = new Stack<(ViewNode Directory, ulong Places)>();
        var steps = new LinkSteps(limits.LinkSteps);
        if (view.Find(root) is { } top)
            open.Push((top, pattern.Start));
        while (open.TryPop(out (ViewNode Directory, ulong Places) next))
        {
            cancellation.ThrowIfCancellationRequested();
            // By links a directory can be come to in several ways; each place of the pattern is looked at once.
            ulong before = known.GetValueOrDefault(next.Directory.Node);
            if ((next.Places & ~before) == 0)
                continue;
            known[next.Directory.Node] = before | next.Places;
            foreach (ViewNode child in Candidates(view, pattern, next.Directory, next.Places, cancellation))
            {
                cancellation.ThrowIfCancellationRequested();
                ulong places = pattern.Step(next.Places, EntryName.Decode(view.Tree.Name(child.Node)), out ulong named);
                if (pattern.IsMatch(places))
                    found.TryAdd(child.Node, child);
                if (!pattern.GoesOn(places))
                    continue;
                if (view.IsDirectory(child))
                    open.Push((child, places));
                else if (pattern.GoesOn(named) && LinkedDirectory(view, child, limits, steps) is { } directory)
                    open.Push((directory, named));
            }
        }
        return InOrder(view.Tree, found, cancellation);
    }

    /// <summary>The paths of all layers that are like a pattern, whether or not a view shows them, in the order of their paths.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="pattern">A pattern with wildcards.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IReadOnlyList<int> Find(LayeredTree tree, PathPattern pattern, CancellationToken cancellation)
    {
        var found = new List<int>();
        var children = new List<int>();
        var open = new Stack<(int Node, ulong Above)>();
        Push(LayeredTree.Root, pattern.Start);
        while (open.TryPop(out (int Node, ulong Above) next))
        {
            cancellation.ThrowIfCancellationRequested();
            ulong places = pattern.Step(next.Above, EntryName.Decode(tree.Name(next.Node)), out _);
            if (pattern.IsMatch(places))
                found.Add(next.Node);
            if (pattern.GoesOn(places))
                Push(next.Node, places);
        }
        return found;

        void Push(int directory, ulong places)
        {
            tree.Children(directory, children, cancellation);
            for (int i = children.Count - 1; i >= 0; i--)
                open.Push((children[i], places));
        }
    }

    private static List<ViewNode> Candidates(TreeView view, PathPattern pattern, ViewNode directory, ulong places, CancellationToken cancellation) =>
        pattern.NamesAfter(places) is not { } names ? view.Children(directory, cancellation)
            : [.. names.Select(name => view.Child(directory, EntryName.Encode(name))).OfType<ViewNode>()];

    private static ViewNode? LinkedDirectory(TreeView view, ViewNode link, ReadLimits limits, LinkSteps steps) =>
        LinkResolver.Find(view, EntryName.Encode(view.Tree.Path(link.Node)), limits, steps) is { } found && view.IsDirectory(found)
            ? found
            : null;

    // A directory stands before what is in it, and that before what follows the directory.
    private static List<ViewNode> InOrder(LayeredTree tree, Dictionary<int, ViewNode> found, CancellationToken cancellation)
    {
        var below = new Dictionary<int, List<int>>();
        var known = new HashSet<int>();
        foreach (int node in found.Keys)
        {
            // Where a way down is known, it is known from the root on.
            for (int at = node; at != LayeredTree.Root && known.Add(at); at = tree.Parent(at))
            {
                cancellation.ThrowIfCancellationRequested();
                if (!below.TryGetValue(tree.Parent(at), out List<int>? siblings))
                    below.Add(tree.Parent(at), siblings = []);
                siblings.Add(at);
            }
        }
        var inOrder = new List<ViewNode>(found.Count);
        var open = new Stack<int>([LayeredTree.Root]);
        while (open.TryPop(out int node))
        {
            if (found.TryGetValue(node, out ViewNode seen))
                inOrder.Add(seen);
            if (!below.TryGetValue(node, out List<int>? children))
                continue;
            NameOrder.Sort(children, tree.Name, cancellation);
            for (int i = children.Count - 1; i >= 0; i--)
                open.Push(children[i]);
        }
        return inOrder;
    }
}
