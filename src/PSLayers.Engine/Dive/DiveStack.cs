using System.Runtime.InteropServices;

namespace PSLayers.Dive;

/// <summary>The layers on top of each other as dive stacks them (dive/filetree/file_tree.go, Stack), which is not what a container sees: a
/// file over a directory keeps what was in it, opaque markers do nothing, and a directory that an upper layer does not list itself is none
/// any more. dive makes the stack anew for each whiteout; here it grows by a layer at a time, and a removal costs no more than the depth.</summary>
internal sealed class DiveStack
{
    private readonly DivePaths _paths;
    private readonly List<int> _way = [];
    private readonly HashSet<int> _bare = [];
    private readonly HashSet<int> _cut = [];
    private Node[] _nodes = [];
    private int _reached;

    public DiveStack(DivePaths paths)
    {
        _paths = paths;
        paths.Fit(ref _nodes);
        _nodes[DivePaths.Root].Life = 1;
    }

    /// <summary>Whether the stack has the path.</summary>
    public bool Contains(int node)
    {
        for (int parent; node != DivePaths.Root; node = parent)
        {
            parent = _paths.Parent(node);
            if (node >= _nodes.Length || _nodes[node].ParentLife != _nodes[parent].Life)
                return false;
        }
        return true;
    }

    /// <summary>What removing a path of the stack takes away for dive: all below a directory, and nothing for a file.</summary>
    public long SizeOfRemoval(int node) => _nodes[node].IsDirectory ? (long)Int128.Min(_nodes[node].Total, long.MaxValue) : 0;

    /// <summary>Takes over a layer as it is, with its whiteouts as if they were files: how dive starts with the base.</summary>
    public void Copy(DiveTree layer)
    {
        _paths.Fit(ref _nodes);
        foreach (int node in layer.Nodes)
            Set(node, layer[node]);
    }

    /// <summary>Puts a layer on top. dive visits the nodes in the order of their names, below before above, so that a whiteout removes what the
    /// same layer has by its target's name if that comes first.</summary>
    public void Add(DiveTree layer)
    {
        _paths.Fit(ref _nodes);
        foreach (DiveWhiteout whiteout in layer.Whiteouts)
        {
            if (whiteout.IsBare && whiteout.Target != DivePaths.Root)
                _bare.Add(whiteout.Target);
            if (whiteout.IsFirst)
                Remove(whiteout.Target);
        }
        foreach (int node in layer.Nodes)
        {
            if (!(_bare.Count > 0 && IsCut(node)) && !layer[node].IsWhiteout)
                Set(node, layer[node]);
        }
        foreach (DiveWhiteout whiteout in layer.Whiteouts)
        {
            if (!whiteout.IsFirst)
                Remove(whiteout.Target);
        }
        _bare.Clear();
        _cut.Clear();
    }

    // A bare whiteout removes its directory in the middle of it: what comes before it in the directory is gone, what comes behind is added.
    private bool IsCut(int node)
    {
        int parent = _paths.Parent(node);
        bool isCut = _cut.Contains(parent) || (_bare.Contains(parent) && _paths.Name(node).SequenceCompareTo(DiveWhiteout.Prefix) <= 0);
        if (isCut)
            _cut.Add(node);
        return isCut;
    }

    private void Set(int node, in DiveTree.State state)
    {
        Reach(node);
        _nodes[node].IsDirectory = state.IsDirectory;
        long change = state.Size - _nodes[node].Size;
        if (change == 0)
            return;
        _nodes[node].Size = state.Size;
        AddToTotals(node, change);
    }

    private void Remove(int node)
    {
        if (node == DivePaths.Root || !Contains(node))
            return;
        AddToTotals(node, -_nodes[node].Total);
        _nodes[node].ParentLife = 0;
        _reached = DivePaths.Root;
    }

    private void AddToTotals(int node, Int128 change)
    {
        for (; node != DivePaths.Root; node = _paths.Parent(node))
            _nodes[node].Total += change;
    }

    // Makes sure that the stack has the path, with the directories above it.
    private void Reach(int node)
    {
        int parent = _paths.Parent(node);
        if (parent != _reached)
        {
            for (int at = parent; at != DivePaths.Root; at = _paths.Parent(at))
                _way.Add(at);
            for (int i = _way.Count - 1; i >= 0; i--)
                Revive(_way[i]);
            _way.Clear();
            _reached = parent;
        }
        Revive(node);
    }

    // What was below the node in an earlier life stays removed, as its ParentLife is another.
    private void Revive(int node)
    {
        int parentLife = _nodes[_paths.Parent(node)].Life;
        if (_nodes[node].ParentLife != parentLife)
            _nodes[node] = new Node { Life = _nodes[node].Life + 1, ParentLife = parentLife };
    }

    [StructLayout(LayoutKind.Auto)]
    private struct Node
    {
        // Bytes of the node itself.
        public long Size;

        // Bytes of the node and all below it; sparse files may claim more than a long holds, and are taken away again.
        public Int128 Total;

        // How often the node was made; 0 is never.
        public int Life;

        // The parent's life that the node belongs to: it is there as long as the parent lives that one.
        public int ParentLife;

        public bool IsDirectory;
    }
}
