namespace PSLayers.Trees;

/// <summary>Which layers of a view hide what is in a directory, by way of it or of a directory above. It is asked for one path after the other;
/// where they come directory by directory, each directory's versions are looked at once.</summary>
/// <param name="tree">The image's tree.</param>
/// <param name="top">The uppermost layer of the view.</param>
internal sealed class HidingLayers(LayeredTree tree, int top)
{
    private readonly LayerCounts _replaces = new(top);
    private readonly LayerCounts _removes = new(top);
    private readonly List<int> _way = [];
    private readonly HashSet<int> _onWay = [];
    private readonly List<int> _ahead = [];
    private int _directory = -1;

    /// <summary>How many versions of directories were looked at: what the answers cost.</summary>
    public long Steps { get; private set; }

    /// <summary>The first layer that hides a version: at the path itself, or at a directory above.</summary>
    public HiddenVersion Of(int node, int version)
    {
        NodeVersion stored = tree.Version(version);
        GoTo(tree.Parent(node));
        int replaced = _replaces.From(stored.Layer);
        int removed = _removes.From(stored.Layer + 1);
        int end = tree.Versions(node, top).End;
        for (int own = version + 1; own < end; own++)
        {
            ref readonly NodeVersion change = ref tree.Version(own);
            // An opaque marker does nothing to the path itself.
            if (!change.Has(VersionFlags.Present | VersionFlags.Removed))
                continue;
            if (change.Has(VersionFlags.Present))
                replaced = Math.Min(replaced, change.Layer);
            else
                removed = Math.Min(removed, change.Layer);
            break;
        }
        return replaced <= removed && replaced != int.MaxValue
            ? new HiddenVersion(node, version, stored.Row, replaced, HiddenReason.Overwritten)
            : new HiddenVersion(node, version, stored.Row, removed, HiddenReason.Removed);
    }

    /// <summary>The first layer of which a directory above a path hides what some layer puts there.</summary>
    /// <param name="node">The path.</param>
    /// <param name="layer">The layer that puts it there.</param>
    /// <returns>Its number; <see cref="int.MaxValue"/> for none.</returns>
    public int FromAbove(int node, int layer)
    {
        GoTo(tree.Parent(node));
        return Math.Min(_replaces.From(layer), _removes.From(layer + 1));
    }

    private void GoTo(int directory)
    {
        if (directory == _directory)
            return;
        int common = directory;
        for (; common >= 0 && !_onWay.Contains(common); common = tree.Parent(common))
            _ahead.Add(common);
        while (_way.Count > 0 && _way[^1] != common)
        {
            Count(_way[^1], -1);
            _onWay.Remove(_way[^1]);
            _way.RemoveAt(_way.Count - 1);
        }
        for (int i = _ahead.Count - 1; i >= 0; i--)
        {
            _way.Add(_ahead[i]);
            _onWay.Add(_ahead[i]);
            Count(_ahead[i], 1);
        }
        _ahead.Clear();
        _directory = directory;
    }

    private void Count(int directory, int change)
    {
        (int start, int end) = tree.Versions(directory, top);
        Steps += end - start;
        for (int version = start; version < end; version++)
        {
            ref readonly NodeVersion done = ref tree.Version(version);
            if (done.Replaces)
                _replaces.Add(done.Layer, change);
            if (done.Removes)
                _removes.Add(done.Layer, change);
        }
    }

    // Of some layers how many directories of the way say something, and the next layer of which one does.
    private sealed class LayerCounts(int top)
    {
        private readonly int[] _counts = new int[Math.Max(0, top) + 1];
        private readonly ulong[] _any = new ulong[(Math.Max(0, top) / 64) + 1];

        public void Add(int layer, int change)
        {
            _counts[layer] += change;
            ulong bit = 1UL << layer;
            if (_counts[layer] > 0)
                _any[layer >> 6] |= bit;
            else
                _any[layer >> 6] &= ~bit;
        }

        public int From(int layer)
        {
            if (layer >= _counts.Length)
                return int.MaxValue;
            int word = layer >> 6;
            for (ulong bits = _any[word] & (ulong.MaxValue << layer); ; bits = _any[word])
            {
                if (bits != 0)
                    return (word << 6) + System.Numerics.BitOperations.TrailingZeroCount(bits);
                if (++word == _any.Length)
                    return int.MaxValue;
            }
        }
    }
}
