using System.IO.Hashing;
using System.Runtime.CompilerServices;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Dive;

/// <summary>Every path that the layers mention, numbered: those of the image's tree by its own numbers, and behind them the few that only dive
/// knows. These are whiteouts by their own names, what lies behind symbolic links by the name as it was written, and on Windows names that
/// differ by case only. A parent's number is smaller than its children's.</summary>
internal sealed class DivePaths
{
    /// <summary>Number of the root.</summary>
    public const int Root = LayeredTree.Root;

    private const int FirstCapacity = 64;

    // Names come from strangers: with a seed of the process nobody can choose names that all fall into one place.
    private static readonly long Seed = Random.Shared.NextInt64();

    private readonly LayeredTree _tree;
    private readonly MemoryBudget _budget;
    private readonly ByteHeap _names;
    private Node[] _nodes = new Node[FirstCapacity];
    private int[] _slots = new int[2 * FirstCapacity];
    private int _own;

    /// <summary>Begins with the paths of a tree.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="budget">What growing may cost.</param>
    public DivePaths(LayeredTree tree, MemoryBudget budget) => (_tree, _budget, _names) = (tree, budget, new ByteHeap(1 << 10, budget));

    /// <summary>Number of paths, the root included.</summary>
    public int Count => _tree.NodeCount + _own;

    /// <summary>Paths that there is room for, to size what is kept beside them.</summary>
    public int Capacity => _tree.NodeCount + _nodes.Length;

    /// <summary>The directory of a path.</summary>
    public int Parent(int node) => node < _tree.NodeCount ? _tree.Parent(node) : _nodes[node - _tree.NodeCount].Parent;

    /// <summary>Last part of a path; empty for the root.</summary>
    public ReadOnlySpan<byte> Name(int node) => node < _tree.NodeCount ? _tree.Name(node) : OwnName(node - _tree.NodeCount);

    /// <summary>The number of a name in a directory, a new one at its first mention.</summary>
    public int Child(int parent, ReadOnlySpan<byte> name)
    {
        if (parent < _tree.NodeCount && _tree.Child(parent, name) is >= 0 and var known && (!_tree.IgnoresCase || _tree.Name(known).SequenceEqual(name)))
            return known;
        int mask = _slots.Length - 1;
        uint hash = HashOf(parent, name);
        int slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref readonly Node node = ref _nodes[_slots[slot] - 1];
            if (node.Hash == hash && node.Parent == parent && OwnName(_slots[slot] - 1).SequenceEqual(name))
                return _tree.NodeCount + _slots[slot] - 1;
        }
        if (_own == _nodes.Length)
        {
            _budget.Take((long)_own * Unsafe.SizeOf<Node>());
            Array.Resize(ref _nodes, _own * 2);
        }
        _nodes[_own] = new Node { Parent = parent, NameStart = _names.Add(name), Hash = hash };
        _slots[slot] = ++_own;
        if (_own * 2 > _slots.Length)
            Spread();
        return _tree.NodeCount + _own - 1;
    }

    /// <summary>The number of a name in a directory, which the tree's place of the entry tells in most cases.</summary>
    /// <param name="parent">The directory.</param>
    /// <param name="name">The name.</param>
    /// <param name="place">Where the tree has the entry; -1 for nowhere.</param>
    public int Child(int parent, ReadOnlySpan<byte> name, int place) =>
        place >= 0 && _tree.Parent(place) == parent && (!_tree.IgnoresCase || _tree.Name(place).SequenceEqual(name)) ? place : Child(parent, name);

    /// <summary>Where the tree has the entries of a layer, by row; -1 for those that count for nothing.</summary>
    public void Places(int layer, Span<int> places)
    {
        places.Fill(-1);
        foreach (int node in _tree.TouchedBy(layer))
        {
            if (_tree.VersionIn(node, layer) is >= 0 and var version && _tree.Version(version).Row is >= 0 and var row)
                places[row] = node;
        }
    }

    /// <summary>Makes what is kept beside the paths as large as they are.</summary>
    public void Fit<T>(ref T[] beside)
    {
        if (beside.Length >= Count)
            return;
        _budget.Take((long)(Capacity - beside.Length) * Unsafe.SizeOf<T>());
        Array.Resize(ref beside, Capacity);
    }

    private ReadOnlySpan<byte> OwnName(int own) => _names[_nodes[own].NameStart, own + 1 < _own ? _nodes[own + 1].NameStart : _names.Length];

    private static uint HashOf(int parent, ReadOnlySpan<byte> name)
    {
        ulong hash = XxHash3.HashToUInt64(name, Seed + (parent * 0x1E3779B97F4A7C15L));
        return (uint)(hash ^ (hash >> 32));
    }

    private void Spread()
    {
        _budget.Take(sizeof(int) * (long)_slots.Length);
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int own = 0; own < _own; own++)
        {
            int slot = (int)_nodes[own].Hash & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = own + 1;
        }
    }

    private struct Node
    {
        public int Parent;
        public int NameStart;
        public uint Hash;
    }
}
