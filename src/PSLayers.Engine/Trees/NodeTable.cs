using System.IO.Hashing;
using PSLayers.Layers;
using PSLayers.Limits;
using System.Runtime.CompilerServices;

namespace PSLayers.Trees;

/// <summary>The paths of a tree: nodes with a parent, a name and children, found by hash. Node 0 is the root.</summary>
internal sealed class NodeTable
{
    // Names come from strangers: with a seed of the process nobody can choose names that all fall into one place.
    private static readonly long Seed = Random.Shared.NextInt64();

    private const int ExpectedName = 16;

    // Further nodes than this share of all are given back at the end; fewer are not worth copying all for.
    private const int Slack = 8;

    private readonly NodeTable? _below;
    private readonly int _start = 1;
    private readonly NameFolding _folding;
    private readonly MemoryBudget _budget;
    private readonly ByteHeap _names;
    private Node[] _nodes = new Node[64];
    private int[] _slots = new int[128];

    /// <summary>Makes a table of the root alone.</summary>
    /// <param name="folding">How names are compared.</param>
    /// <param name="budget">What growing may cost.</param>
    public NodeTable(NameFolding folding, MemoryBudget budget)
    {
        (_folding, _budget, _names) = (folding, budget, new ByteHeap(1 << 12, budget));
        Append(parent: -1, default, 0);
    }

    /// <summary>Goes on from a table that is not to change any more: its names are found there, and its nodes are copied.</summary>
    /// <param name="below">The table.</param>
    /// <param name="more">How many further nodes are expected.</param>
    /// <param name="budget">What growing may cost.</param>
    public NodeTable(NodeTable below, int more, MemoryBudget budget)
    {
        (_below, _start, _folding, _budget, Count) = (below, below.Count, below._folding, budget, below.Count);
        _names = new ByteHeap(below._names, more * ExpectedName, budget);
        _nodes = new Node[Count + more];
        below._nodes.AsSpan(0, Count).CopyTo(_nodes);
    }

    /// <summary>Number of nodes.</summary>
    public int Count { get; private set; }

    /// <summary>About how many bytes of memory the table takes.</summary>
    public long Footprint => _names.Length + (4L * _slots.Length) + (24L * _nodes.Length);

    public ref Node this[int node] => ref _nodes[node];

    /// <summary>The last part of a node's path, as the first layer that mentions it spells it.</summary>
    public ReadOnlySpan<byte> Name(int node) => _names[_nodes[node].NameStart, node + 1 < Count ? _nodes[node + 1].NameStart : _names.Length];

    /// <summary>A child by name; -1 for none.</summary>
    public int Find(int parent, ReadOnlySpan<byte> name) => Find(parent, name, HashOf(parent, name));

    /// <summary>A child by name, a new one at its first mention.</summary>
    public int FindOrAdd(int parent, ReadOnlySpan<byte> name)
    {
        uint hash = HashOf(parent, name);
        if (_below?.Find(parent, name, hash) is >= 0 and var known)
            return known;
        int slot = SlotOf(parent, name, hash);
        if (_slots[slot] != 0)
            return _slots[slot] - 1;
        int added = Append(parent, name, hash);
        _slots[slot] = added + 1;
        if ((Count - _start + 1) * 2 > _slots.Length)
            Rehash();
        return added;
    }

    /// <summary>Gives back what was reserved for growth.</summary>
    public void Trim()
    {
        _names.Trim();
        if (_nodes.Length - Count > Count / Slack)
            Array.Resize(ref _nodes, Count);
    }

    private int Find(int parent, ReadOnlySpan<byte> name, uint hash) =>
        _below?.Find(parent, name, hash) is >= 0 and var known ? known : _slots[SlotOf(parent, name, hash)] - 1;

    private int SlotOf(int parent, ReadOnlySpan<byte> name, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)hash & mask;
        for (; _slots[slot] != 0; slot = (slot + 1) & mask)
        {
            ref readonly Node node = ref _nodes[_slots[slot] - 1];
            if (node.Hash == hash && node.Parent == parent && _folding.AreEqual(name, Name(_slots[slot] - 1)))
                break;
        }
        return slot;
    }

    private int Append(int parent, ReadOnlySpan<byte> name, uint hash)
    {
        if (Count == _nodes.Length)
        {
            _budget.Take((long)Count * Unsafe.SizeOf<Node>());
            Array.Resize(ref _nodes, Count * 2);
        }
        int start = _names.Add(name);
        int node = Count++;
        _nodes[node] = new Node { Parent = parent, NameStart = start, Hash = hash, Version = -1, FirstChild = -1, NextSibling = -1 };
        if (parent >= 0)
        {
            _nodes[node].NextSibling = _nodes[parent].FirstChild;
            _nodes[parent].FirstChild = node;
        }
        return node;
    }

    private void Rehash()
    {
        _budget.Take(sizeof(int) * (long)_slots.Length);
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int node = _start; node < Count; node++)
        {
            int slot = (int)_nodes[node].Hash & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = node + 1;
        }
    }

    private uint HashOf(int parent, ReadOnlySpan<byte> name)
    {
        ulong hash = XxHash3.HashToUInt64(_folding.Fold(name), Seed + (parent * 0x1E3779B97F4A7C15L));
        return (uint)(hash ^ (hash >> 32));
    }

    /// <summary>One path.</summary>
    internal struct Node
    {
        public int Parent;
        public int NameStart;
        public uint Hash;

        /// <summary>While a tree is built, the path's last version, or -1; then where its versions begin.</summary>
        public int Version;

        public int FirstChild;
        public int NextSibling;
    }
}
