namespace PSLayers.Trees;

/// <summary>The file system that a container of the layers up to one would see: a projection of the tree, without state of its own.</summary>
/// <param name="tree">The image's tree.</param>
/// <param name="top">The uppermost layer; -1 for the view of no layers.</param>
internal readonly struct TreeView(LayeredTree tree, int top)
{
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

    /// <summary>A child of a directory by name; null where the view has none.</summary>
    public ViewNode? Child(ViewNode directory, ReadOnlySpan<byte> name)
    {
        int node = tree.Child(directory.Node, name);
        return node < 0 ? null : See(node, directory.Lowest);
    }

    /// <summary>The children of a directory, in no order.</summary>
    public IEnumerable<ViewNode> Children(ViewNode directory)
    {
        for (int child = tree.FirstChild(directory.Node); child >= 0; child = tree.NextSibling(child))
        {
            if (See(child, directory.Lowest) is { } seen)
                yield return seen;
        }
    }

    /// <summary>Everything below a directory, each directory before its content.</summary>
    public IEnumerable<ViewNode> Descendants(ViewNode directory)
    {
        var open = new Stack<ViewNode>();
        open.Push(directory);
        while (open.TryPop(out ViewNode next))
        {
            if (next.Node != directory.Node)
                yield return next;
            for (int child = tree.FirstChild(next.Node); child >= 0; child = tree.NextSibling(child))
            {
                if (See(child, next.Lowest) is { } seen)
                    open.Push(seen);
            }
        }
    }

    /// <summary>A node as this view sees it, found by way of its directories; null where the view does not have it.</summary>
    public ViewNode? Find(int node)
    {
        if (node == LayeredTree.Root)
            return Root;
        return See(node, LowestBelow(tree.Parent(node)));
    }

    // A directory that no layer lists is there as long as something below it is.
    private ViewNode? See(int node, int lowest)
    {
        int below = lowest;
        int seen = tree.Visible(node, top, ref below);
        if (seen >= 0 && (tree.Version(seen).Flags & VersionFlags.Directory) != 0)
            return new ViewNode(node, seen, below);
        if (HasVisibleChild(node, below))
            return new ViewNode(node, -1, below);
        return seen >= 0 ? new ViewNode(node, seen, below) : null;
    }

    // Without recursion: how deep directories are nested, strangers decide.
    private bool HasVisibleChild(int node, int lowest)
    {
        int child = tree.FirstChild(node);
        if (child < 0)
            return false;
        var open = new Stack<(int Child, int Lowest)>();
        open.Push((child, lowest));
        while (open.TryPop(out (int Child, int Lowest) next))
        {
            for (child = next.Child; child >= 0; child = tree.NextSibling(child))
            {
                int below = next.Lowest;
                if (tree.Visible(child, top, ref below) >= 0)
                    return true;
                if (tree.FirstChild(child) >= 0)
                    open.Push((tree.FirstChild(child), below));
            }
        }
        return false;
    }

    private int LowestBelow(int node) => tree.LowestBelow(node, top);
}

/// <summary>A path as a view sees it.</summary>
/// <param name="Node">The tree's node.</param>
/// <param name="Version">The version that is seen; -1 for a directory that no layer lists.</param>
/// <param name="Lowest">The lowest layer whose entries may show below here.</param>
internal readonly record struct ViewNode(int Node, int Version, int Lowest);
