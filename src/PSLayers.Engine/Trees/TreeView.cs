namespace PSLayers.Trees;

/// <summary>The file system that a container of the layers up to one would see: a projection of the tree, without state of its own.</summary>
/// <param name="tree">The image's tree.</param>
/// <param name="top">The uppermost layer; -1 for the view of no layers.</param>
internal readonly struct TreeView(LayeredTree tree, int top)
{
    private const int CheckEvery = 8192;

    /// <summary>The image's tree.</summary>
    public LayeredTree Tree => tree;

    /// <summary>The uppermost layer.</summary>
    public int Top => top;

    /// <summary>The root directory; every view has one.</summary>
    public ViewNode Root
    {
        get
        {
            int lowest = 0;
            int seen = tree.Visible(LayeredTree.Root, top, ref lowest);
            return new ViewNode(LayeredTree.Root, seen, lowest);
        }
    }

    /// <summary>Whether what is seen is a directory.</summary>
    public bool IsDirectory(ViewNode node) => node.Version < 0 || (tree.Version(node.Version).Flags & VersionFlags.Directory) != 0;

    /// <summary>A child of a directory by name; null where the view has none.</summary>
    public ViewNode? Child(ViewNode directory, ReadOnlySpan<byte> name)
    {
        int node = tree.Child(directory.Node, name);
        return node < 0 ? null : See(node, directory.Lowest);
    }

    /// <summary>The children of a directory by name, in the order of their bytes.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="cancellation">Ends the work.</param>
    public List<ViewNode> Children(ViewNode directory, CancellationToken cancellation = default)
    {
        var children = new List<ViewNode>();
        int looked = 0;
        for (int child = tree.FirstChild(directory.Node); child >= 0; child = tree.NextSibling(child))
        {
            if (looked++ % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            if (See(child, directory.Lowest) is { } seen)
                children.Add(seen);
        }
        LayeredTree names = tree;
        NameOrder.Sort(children, child => names.Name(child.Node), cancellation);
        return children;
    }

    /// <summary>Everything below a directory, by name, each directory before its content.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="depth">How many levels of subdirectories; 0 for the directory's own children.</param>
    /// <param name="cancellation">Ends the walk, also where whoever walks takes nothing of it.</param>
    public IEnumerable<ViewNode> Descendants(ViewNode directory, int depth = int.MaxValue, CancellationToken cancellation = default)
    {
        // Without recursion: how deep directories are nested, strangers decide.
        var open = new Stack<(ViewNode Node, int Depth)>();
        Push(open, directory, depth, cancellation);
        while (open.TryPop(out (ViewNode Node, int Depth) next))
        {
            cancellation.ThrowIfCancellationRequested();
            yield return next.Node;
            if (next.Depth > 0)
                Push(open, next.Node, next.Depth - 1, cancellation);
        }
    }

    /// <summary>Everything that the view shows but the root, in no order: the quickest way to look at it all.</summary>
    /// <param name="cancellation">Ends the walk.</param>
    public IEnumerable<ViewNode> Everything(CancellationToken cancellation = default)
    {
        // A node stands after the directory that it is in, so one pass knows what each directory lets show.
        var lowest = new int[tree.NodeCount];
        lowest[LayeredTree.Root] = Root.Lowest;
        for (int node = 1; node < lowest.Length; node++)
        {
            if (node % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            int below = lowest[tree.Parent(node)];
            int seen = tree.Visible(node, top, ref below);
            lowest[node] = below;
            if (seen >= 0)
                yield return new ViewNode(node, seen, below);
        }
    }

    /// <summary>A node as this view sees it, by way of its directories; null where the view does not have it.</summary>
    public ViewNode? Find(int node) => node == LayeredTree.Root ? Root : See(node, tree.LowestBelow(tree.Parent(node), top));

    /// <summary>A node as this view sees it; null where the view does not have it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="lowest">The lowest layer whose entries the directories above let show.</param>
    public ViewNode? See(int node, int lowest)
    {
        int seen = tree.Visible(node, top, ref lowest);
        return seen >= 0 ? new ViewNode(node, seen, lowest) : null;
    }

    private void Push(Stack<(ViewNode Node, int Depth)> open, ViewNode directory, int depth, CancellationToken cancellation)
    {
        if (!IsDirectory(directory))
            return;
        List<ViewNode> children = Children(directory, cancellation);
        for (int i = children.Count - 1; i >= 0; i--)
            open.Push((children[i], depth));
    }
}

/// <summary>A path as a view sees it.</summary>
/// <param name="Node">The tree's node.</param>
/// <param name="Version">The version that is seen; -1 for a root directory that no layer lists.</param>
/// <param name="Lowest">The lowest layer whose entries may show below here.</param>
internal readonly record struct ViewNode(int Node, int Version, int Lowest);
