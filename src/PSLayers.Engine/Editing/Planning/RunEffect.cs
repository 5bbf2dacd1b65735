using PSLayers.Trees;

namespace PSLayers.Editing.Planning;

/// <summary>What a run of layers does to those below it, in short: which of its entries can be seen at its end, and what it takes away from below.</summary>
internal sealed class RunEffect
{
    private const int CheckEvery = 8192;

    private readonly LayeredTree _tree;
    private readonly int _first;
    private readonly bool _knowsBelow;
    private readonly bool[] _isCovered;
    private readonly bool[] _isHiding;
    private readonly bool[] _isOpaque;

    private RunEffect(LayeredTree tree, int first)
    {
        (_tree, _first) = (tree, first);
        _knowsBelow = tree.Layers.Take(first).All(layer => layer is { Damage: null });
        (Kept, _isCovered, _isHiding, _isOpaque) = (new int[tree.NodeCount], new bool[tree.NodeCount], new bool[tree.NodeCount], new bool[tree.NodeCount]);
    }

    /// <summary>By path, the version that the run puts there and its view shows; -1 where there is none.</summary>
    public int[] Kept { get; }

    /// <summary>Paths that the layers below have and the run removes, each the uppermost of what goes with it.</summary>
    public List<int> Removed { get; } = [];

    /// <summary>Directories of which the run hides all that the layers below have in them.</summary>
    public List<int> Opaque { get; } = [];

    /// <summary>Directories of the run where the layers below have, or may have, something that is no directory: what is put into them must come
    /// behind them.</summary>
    public List<int> Replacing { get; } = [];

    /// <summary>Directories that the run only implies, though the layers below have something there: without an entry they would be that.</summary>
    public List<int> Unlisted { get; } = [];

    /// <summary>Looks at a run of layers.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="first">The lowest layer of the run.</param>
    /// <param name="last">Its uppermost layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static RunEffect Of(LayeredTree tree, int first, int last, CancellationToken cancellation)
    {
        var effect = new RunEffect(tree, first);
        int[] shown = new int[tree.NodeCount], before = new int[tree.NodeCount];
        // A node stands after the directory that it is in.
        for (int node = 0; node < tree.NodeCount; node++)
        {
            if (node % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            int parent = tree.Parent(node);
            int lowest = parent < 0 ? 0 : shown[parent];
            int now = tree.Visible(node, last, ref lowest);
            shown[node] = lowest;
            int below = parent < 0 ? 0 : before[parent];
            int old = first == 0 ? -1 : tree.Visible(node, first - 1, ref below);
            before[node] = below;
            effect.Look(node, parent, now, old, isHiding: lowest >= first, last);
        }
        return effect;
    }

    private void Look(int node, int parent, int now, int old, bool isHiding, int last)
    {
        bool isRoot = parent < 0;
        bool isDirectory = isRoot || (now >= 0 && _tree.Version(now).Has(VersionFlags.Directory));
        Kept[node] = now >= 0 && _tree.Version(now).Layer >= _first ? now : -1;
        if (_first == 0)
            return;
        if (!isRoot && _isCovered[parent])
        {
            _isCovered[node] = true;
            // What is no directory takes the place of what is below without a marker.
            if (_isHiding[parent] && old >= 0 && (now < 0 || isDirectory))
                NeedMarker(parent);
        }
        else if (now < 0 && !isRoot)
            LookAtNothing(node, old, isHiding, last);
        else if (isDirectory)
            LookAtDirectory(node, old, isHiding);
        else
            _isCovered[node] = true;
    }

    private void LookAtNothing(int node, int old, bool isHiding, int last)
    {
        bool isRemoved = !_knowsBelow && IsRemoved(node, last);
        if (old >= 0 || isRemoved)
            Removed.Add(node);
        _isCovered[node] = _knowsBelow || isRemoved || isHiding;
        // Of layers that cannot be read nobody knows what they have there.
        if (!_knowsBelow && !isRemoved && isHiding)
            NeedMarker(node);
    }

    private void LookAtDirectory(int node, int old, bool isHiding)
    {
        bool isRoot = node == LayeredTree.Root;
        bool isThere = isRoot || old >= 0;
        bool wasDirectory = isRoot || (isThere && _tree.Version(old).Has(VersionFlags.Directory));
        if (Kept[node] >= 0 && _tree.Version(Kept[node]).Row < 0 && isThere)
            Unlisted.Add(node);
        else if (Kept[node] >= 0 && (isThere ? !wasDirectory : !_knowsBelow))
            Replacing.Add(node);
        _isCovered[node] = _isHiding[node] = isHiding;
        if (isHiding && !_knowsBelow)
            NeedMarker(node);
    }

    private void NeedMarker(int directory)
    {
        if (!_isOpaque[directory])
            Opaque.Add(directory);
        _isOpaque[directory] = true;
    }

    private bool IsRemoved(int node, int last)
    {
        (int start, int end) = _tree.Versions(node, last);
        for (int version = end - 1; version >= start && _tree.Version(version).Layer >= _first; version--)
        {
            if (_tree.Version(version).Has(VersionFlags.Removed))
                return true;
        }
        return false;
    }
}
