namespace PSLayers.Trees;

/// <summary>What the layers of a view store but the view does not show.</summary>
internal static class HiddenVersions
{
    /// <summary>Every entry that is stored but cannot be seen, path by path in the order of the tree, and layer by layer within each. A directory
    /// that a later layer only lists again stores nothing and is left out.</summary>
    /// <param name="view">The view.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static IEnumerable<HiddenVersion> Of(TreeView view, CancellationToken cancellation = default)
    {
        LayeredTree tree = view.Tree;
        var hiding = new HidingLayers(tree, view.Top);
        var open = new Stack<(int Node, int Lowest)>([(LayeredTree.Root, 0)]);
        var children = new List<int>();
        while (open.TryPop(out (int Node, int Lowest) next))
        {
            int below = next.Lowest;
            int seen = tree.Visible(next.Node, view.Top, ref below);
            (int start, int end) = tree.Versions(next.Node, view.Top);
            for (int version = start; version < end; version++)
            {
                cancellation.ThrowIfCancellationRequested();
                NodeVersion stored = tree.Version(version);
                if (version != seen && stored.Row >= 0 && stored.Has(VersionFlags.Present)
                    && hiding.Of(next.Node, version) is var hidden && !IsListedAgain(tree, hidden))
                {
                    yield return hidden;
                }
                (int place, int last) = stored.Has(VersionFlags.Repeated) ? tree.RepeatedAt(next.Node, stored.Layer) : default;
                for (; place < last; place++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    RepeatedEntry repeated = tree.Repeated[place];
                    yield return new HiddenVersion(repeated.Node, repeated.Version, repeated.Row, repeated.Layer, HiddenReason.Duplicate);
                }
            }
            tree.Children(next.Node, children, cancellation);
            for (int i = children.Count - 1; i >= 0; i--)
                open.Push((children[i], below));
        }
    }

    private static bool IsListedAgain(LayeredTree tree, HiddenVersion hidden) => hidden.Reason == HiddenReason.Overwritten
        && tree.Version(hidden.Version).Has(VersionFlags.Directory)
        && tree.VersionIn(hidden.Node, hidden.ByLayer) is >= 0 and var by && tree.Version(by).Has(VersionFlags.Directory);
}

/// <summary>An entry that is stored but cannot be seen.</summary>
/// <param name="Node">The path.</param>
/// <param name="Version">The path's version in the entry's layer.</param>
/// <param name="Row">The entry's row in the layer.</param>
/// <param name="ByLayer">Number of the first layer that hides it.</param>
/// <param name="Reason">How that layer hides it.</param>
internal readonly record struct HiddenVersion(int Node, int Version, int Row, int ByLayer, HiddenReason Reason);
