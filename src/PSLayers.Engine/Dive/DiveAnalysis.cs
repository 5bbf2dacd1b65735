using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Dive;

/// <summary>Counts as dive does (dive/filetree/efficiency.go): the size of each path in each layer, of nodes without children only. One pass
/// over the layers, linear in their entries and the lengths of their names.</summary>
internal sealed class DiveAnalysis
{
    private readonly DivePaths _paths;
    private readonly DiveTree _tree;
    private readonly HashSet<int> _unresolved = [];
    private Copies[] _copies = [];

    // Wide enough for what sparse files only claim: differences of sums must stay exact.
    private Int128 _smallest;
    private Int128 _all;
    private Int128 _wasted;

    /// <summary>Makes an empty analysis.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="limits">What it may cost.</param>
    public DiveAnalysis(LayeredTree tree, ReadLimits limits)
    {
        _paths = new DivePaths(tree, new MemoryBudget(limits.TreeMemory));
        _tree = new DiveTree(_paths);
    }

    /// <summary>Analyses layers.</summary>
    /// <param name="layers">The layers, base first.</param>
    /// <param name="cancellation">Ends the work.</param>
    public DiveFigures Of(ReadOnlySpan<LayerIndex> layers, CancellationToken cancellation)
    {
        // Only whiteouts look at the layers below: above the last of them nothing needs to be stacked.
        int last = layers.Length - 1;
        while (last >= 0 && !DiveTree.HasWhiteouts(layers[last]))
            last--;
        DiveStack? stack = last < 0 ? null : new DiveStack(_paths);
        Int128 userBytes = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            _tree.Read(layers[i], cancellation);
            // dive looks for what the base removes in the base itself.
            if (i == 0)
                stack?.Copy(_tree);
            else
                userBytes += layers[i].FileSize;
            Visit(stack);
            if (i < last)
                stack!.Add(_tree);
        }
        // A path that only a failed search mentions has the smallest size -1 in dive.
        foreach (int node in _unresolved)
        {
            if (_copies[node].Count == 0)
                _smallest--;
        }
        return new DiveFigures(_all == 0 ? 1 : (double)_smallest / (double)_all, (long)Int128.Min(_wasted, long.MaxValue), (double)_wasted / (double)userBytes);
    }

    private void Visit(DiveStack? stack)
    {
        _paths.Fit(ref _copies);
        // The search for a target that is not there ends dive's visit of the layer, and what comes behind is not counted.
        int end = FirstWithoutTarget(stack);
        foreach (int node in _tree.Nodes)
        {
            ref readonly DiveTree.State state = ref _tree[node];
            if (!state.HasChildren && !state.IsWhiteout && (end < 0 || ComesBefore(node, end)))
                Add(node, state.Size);
        }
        foreach (DiveWhiteout whiteout in _tree.Whiteouts)
        {
            if (_tree[whiteout.Node].HasChildren)
                continue;
            if (whiteout.Node == end)
                _unresolved.Add(whiteout.Key);
            else if (end < 0 || ComesBefore(whiteout.Node, end))
                Add(whiteout.Key, stack!.SizeOfRemoval(whiteout.Target));
        }
    }

    private int FirstWithoutTarget(DiveStack? stack)
    {
        int first = -1;
        foreach (DiveWhiteout whiteout in _tree.Whiteouts)
        {
            if (!_tree[whiteout.Node].HasChildren && !stack!.Contains(whiteout.Target) && (first < 0 || ComesBefore(whiteout.Node, first)))
                first = whiteout.Node;
        }
        return first;
    }

    // dive goes by the bytes of the names, part for part; neither of the two nodes is below the other.
    private bool ComesBefore(int node, int other)
    {
        if (node == other)
            return false;
        int depth = Depth(node);
        int otherDepth = Depth(other);
        for (; depth > otherDepth; depth--)
            node = _paths.Parent(node);
        for (; otherDepth > depth; otherDepth--)
            other = _paths.Parent(other);
        while (_paths.Parent(node) != _paths.Parent(other))
            (node, other) = (_paths.Parent(node), _paths.Parent(other));
        return _paths.Name(node).SequenceCompareTo(_paths.Name(other)) < 0;
    }

    private int Depth(int node)
    {
        int depth = 0;
        for (; node != DivePaths.Root; node = _paths.Parent(node))
            depth++;
        return depth;
    }

    private void Add(int node, long size)
    {
        ref Copies copies = ref _copies[node];
        _all += size;
        _smallest += copies.Count == 0 ? size : Math.Min(0, size - copies.Smallest);
        copies.Smallest = copies.Count == 0 ? size : Math.Min(copies.Smallest, size);
        copies.Bytes = ByteSum.Add(copies.Bytes, size);
        copies.Count++;
        if (copies.Count > 1)
            _wasted += copies.Count == 2 ? copies.Bytes : size;
    }

    private struct Copies
    {
        public long Smallest;
        public long Bytes;
        public int Count;
    }
}
