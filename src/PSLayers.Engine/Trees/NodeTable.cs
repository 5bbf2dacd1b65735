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

    /// <summary>Copies a table that is not to change, with room for some more.</summary>
    /// <param name="other">The table.</param>
    /// <param name="more">How many nodes are expected.</param>
    /// <param name="budget">What growing may cost.</param>
    public NodeTable(NodeTable other, int more, MemoryBudget budget)
    {
        (_folding, _budget, Count) = (other._folding, budget, other.Count);
        _names = new ByteHeap(other._names, more * ExpectedName, budget);
        _nodes = new Node[Count + more];
        other._nodes.AsSpan(0, Count).CopyTo(_nodes);
        _slots = (int[])other._slots.Clone();
    }

    /// <summary>Number of nodes.</summary>
    public int Count { get; private set; }

    /// <summary>About how many bytes of memory the table takes.</summary>
    public long Footprint => _names.Length + (4L * _slots.Length) + (24L * _nodes.Length);

    public ref Node this[int node] => ref _nodes[node];

    /// <summary>The last part of a node's path, as the first layer that mentions it spells it.</summary>
    public ReadOnlySpan<byte> Name(int node) => _names[_nodes[node].NameStart, node + 1 < Count ? _nodes[node + 1].NameStart : _names.Length];

    /// <summary>A child by name; -1 for none.</summary>
    public int Find(int parent, ReadOnlySpan<byte> name) => _slots[SlotOf(parent, name, HashOf(parent, name))] - 1;

    /// <summary>A child by name, a new one at its first mention.</summary>
    public int FindOrAdd(int parent, ReadOnlySpan<byte> name)
    {
        uint hash = HashOf(parent, name);
        int slot = SlotOf(parent, name, hash);
        if (_slots[slot] != 0)
            return _slots[slot] - 1;
        int added = Append(parent, name, hash);
        _slots[slot] = added + 1;
        if (Count * 2 > _slots.Length)
            Rehash();
        return added;
    }

    /// <summary>Gives back what was reserved for growth.</summary>
    public void Trim()
    {
        _names.Trim();
        Array.Resize(ref _nodes, Count);
    }

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
        for (int node = 1; node < Count; node++)
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
