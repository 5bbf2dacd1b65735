namespace PSLayers.Trees;

/// <summary>What the layers of a view store but the view does not show.</summary>
internal static class HiddenVersions
{
    /// <summary>Every entry that is stored but cannot be seen, layer by layer within each path. A directory that a later layer only lists again
    /// stores nothing and is left out.</summary>
    /// <param name="view">The view.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IEnumerable<HiddenVersion> Of(TreeView view, CancellationToken cancellation = default)
    {
        LayeredTree tree = view.Tree;
        var lowest = new int[tree.NodeCount];
        for (int node = 0; node < lowest.Length; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            int below = node == LayeredTree.Root ? 0 : lowest[tree.Parent(node)];
            int seen = tree.Visible(node, view.Top, ref below);
            lowest[node] = below;
            for (int version = tree.FirstVersion(node); version >= 0 && tree.Version(version).Layer <= view.Top; version = tree.Version(version).Next)
            {
                if (version == seen || tree.Version(version) is not { Row: >= 0 } stored || (stored.Flags & VersionFlags.Present) == 0)
                    continue;
                HiddenVersion hidden = HiddenAt(tree, node, version, view.Top);
                if (!IsListedAgain(tree, hidden))
                    yield return hidden;
            }
        }
        foreach (RepeatedEntry repeated in tree.Repeated)
        {
            if (repeated.Layer <= view.Top)
                yield return new HiddenVersion(repeated.Node, repeated.Version, repeated.Row, repeated.Layer, HiddenReason.Duplicate);
        }
    }

    /// <summary>The first layer up to <paramref name="top"/> that hides a version: at the path itself, or at a directory above.</summary>
    public static HiddenVersion HiddenAt(LayeredTree tree, int node, int version, int top)
    {
        int layer = tree.Version(version).Layer;
        int by = int.MaxValue;
        var reason = HiddenReason.Removed;
        for (int at = node; at >= 0; at = tree.Parent(at))
        {
            for (int other = tree.FirstVersion(at); other >= 0 && tree.Version(other).Layer <= top; other = tree.Version(other).Next)
            {
                ref readonly NodeVersion change = ref tree.Version(other);
                if (change.Layer > by || change.Layer < layer || other == version)
                    continue;
                bool isPresent = (change.Flags & VersionFlags.Present) != 0;
                bool replaces = isPresent && (at == node ? change.Layer > layer : (change.Flags & VersionFlags.Directory) == 0);
                bool removes = change.Layer > layer
                    && ((change.Flags & VersionFlags.Removed) != 0 || (at != node && (change.Flags & VersionFlags.Opaque) != 0));
                if (replaces || (removes && change.Layer < by))
                    (by, reason) = (change.Layer, replaces ? HiddenReason.Overwritten : HiddenReason.Removed);
            }
        }
        return new HiddenVersion(node, version, tree.Version(version).Row, by, reason);
    }

    private static bool IsListedAgain(LayeredTree tree, HiddenVersion hidden) => hidden.Reason == HiddenReason.Overwritten
        && (tree.Version(hidden.Version).Flags & VersionFlags.Directory) != 0
        && tree.VersionIn(hidden.Node, hidden.ByLayer) is >= 0 and var by && (tree.Version(by).Flags & VersionFlags.Directory) != 0;
}

/// <summary>An entry that is stored but cannot be seen.</summary>
/// <param name="Node">The path.</param>
/// <param name="Version">The path's version in the entry's layer.</param>
/// <param name="Row">The entry's row in the layer.</param>
/// <param name="ByLayer">Number of the first layer that hides it.</param>
/// <param name="Reason">How that layer hides it.</param>
internal readonly record struct HiddenVersion(int Node, int Version, int Row, int ByLayer, HiddenReason Reason);
