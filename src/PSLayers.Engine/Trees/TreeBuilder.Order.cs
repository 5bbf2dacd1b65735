using PSLayers.Layers;

namespace PSLayers.Trees;

/// <summary>What it means that entries of one layer have an order: a later one takes the place of an earlier one, and a hard link leads to what
/// was there before it.</summary>
internal sealed partial class TreeBuilder
{
    // An entry that another of the same layer hides is kept for the hard links that were made to it.
    private void SetAside(int node)
    {
        NodeVersion hidden = _versions[_nodes[node].Version];
        if (_repeated.Count == _repeated.Capacity)
            _budget.Take((long)Math.Max(_repeated.Capacity, 4) * RepeatedSize);
        _repeated.Add(new RepeatedEntry(_layer, node, hidden.Row, _aside.Add(hidden)));
        _versions[_nodes[node].Version].Flags |= VersionFlags.Repeated;
    }

    // Where an entry takes the place of a link, or anything but a directory that of a directory, names below the path lead elsewhere from here on.
    private void LeadElsewhere(int node, int row, EntryType type)
    {
        int seen = _nodes[node].Version;
        if (seen >= 0 && !_versions[seen].Has(VersionFlags.Present))
            seen = _versions[seen].Seen;
        ReadOnlySpan<byte> link = seen < 0 ? default : LinkTarget(seen);
        bool hasBelow = _nodes[node].FirstChild >= 0;
        ReadOnlySpan<byte> newLink = type == EntryType.SymbolicLink ? _index.LinkTarget(row) : default;
        if (link.IsEmpty ? hasBelow && type != EntryType.Directory : !link.SequenceEqual(newLink))
            LookAgain();
        bool isOwn = seen >= 0 && _versions[seen] is { Row: >= 0 } last && last.Layer == _layer;
        if (hasBelow && isOwn && type == EntryType.Directory && (_versions[seen].Flags & VersionFlags.Directory) == 0)
            Empty(node);
    }

    // A directory in the place of what the same layer put there is empty: whatever was below the path went when that came.
    private void Empty(int node)
    {
        LookAgain();
        VersionHere(node).Flags |= VersionFlags.Opaque;
        var left = new Stack<int>([node]);
        while (left.TryPop(out int at))
        {
            _cancellation.ThrowIfCancellationRequested();
            for (int child = _nodes[at].FirstChild; child >= 0 && Spend(1); child = _nodes[child].NextSibling)
            {
                left.Push(child);
                if (_nodes[child].Version is not (>= 0 and int last) || _versions[last].Layer != _layer)
                    continue;
                if (_versions[last].Row >= 0)
                    SetAside(child);
                _versions[last].Row = -1;
                _versions[last].Flags &= ~(VersionFlags.Present | VersionFlags.Directory);
            }
        }
    }

    // Names are what an engine compares: it takes two that lead to one path by way of a link, or by a slash in front.
    private bool IsSameName(int row, int other) => _index.Row(row).Directory == _index.Row(other).Directory && _index.Leaf(row).SequenceEqual(_index.Leaf(other))
        && ((_index.Row(row).Flags ^ _index.Row(other).Flags) & RowFlags.RootPrefix) == 0;

    // A quick look, at names as they stand; for those few that it does not find there is a second look when the tree is whole.
    private bool HasBefore(ReadOnlySpan<byte> target)
    {
        int node = LayeredTree.Root;
        while (!target.IsEmpty && node >= 0)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref target);
            if (!part.IsEmpty)
                node = _nodes.Find(node, part);
        }
        return node >= 0 && _nodes[node].Version is >= 0 and int last && _versions[last].Layer == _layer && _versions[last].Row >= 0;
    }

    private void WarnOfStrayLinks(LayeredTree tree)
    {
        var steps = new LinkSteps(_limits.HardLinkSteps);
        foreach ((int layer, int row, int node) in _strayLinks)
        {
            _cancellation.ThrowIfCancellationRequested();
            if (!LinkResolver.LeadsToOwnLayer(tree, layer, row, _limits, steps))
                _warnings.StrayLink(layer, node);
        }
    }
}
