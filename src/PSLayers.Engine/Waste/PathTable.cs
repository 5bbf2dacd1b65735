using PSLayers.Layers;

namespace PSLayers.Waste;

/// <summary>Every path that the layers of an image mention, as numbered nodes of one tree: parent and name. A path has one number in all
/// layers, and a parent's number is smaller than its children's.</summary>
internal sealed class PathTable
{
    /// <summary>Number of the root.</summary>
    public const int Root = 0;

    // Names come from strangers: with a seed of the process nobody can choose names that all fall into one place.
    private static readonly long Seed = Random.Shared.NextInt64();

    private readonly ByteHeap _names;
    private Node[] _nodes;
    private ulong[] _slots;

    /// <summary>Makes the table.</summary>
    /// <param name="expected">About how many paths there will be.</param>
    public PathTable(int expected)
    {
        _nodes = new Node[Math.Max(16, expected)];
        _names = new ByteHeap(16 * _nodes.Length);
        _slots = new ulong[SlotCount(_nodes.Length)];
        Count = 1;
    }

    /// <summary>Number of nodes, the root included.</summary>
    public int Count { get; private set; }

    /// <summary>Nodes that there is room for, to size what is kept beside them.</summary>
    public int Capacity => _nodes.Length;

    /// <summary>The directory of a node.</summary>
    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>Last part of a node's path; empty for the root.</summary>
    public ReadOnlySpan<byte> Name(int node) => _names[_nodes[node].NameStart, node + 1 < Count ? _nodes[node + 1].NameStart : _names.Length];

    /// <summary>The node of a name in a directory, a new one at its first mention.</summary>
    public int Child(int parent, ReadOnlySpan<byte> name)
    {
        ulong tag = System.IO.Hashing.XxHash3.HashToUInt64(name, Seed + parent) & 0xFFFF_FFFF_0000_0000;
        int mask = _slots.Length - 1;
        int slot = PlaceOf(tag, mask);
        for (ulong entry; (entry = _slots[slot]) != 0; slot = (slot + 1) & mask)
        {
            int node = (int)entry;
            if ((entry & 0xFFFF_FFFF_0000_0000) == tag && _nodes[node].Parent == parent && Name(node).SequenceEqual(name))
                return node;
        }
        if (Count == _nodes.Length)
            Array.Resize(ref _nodes, (int)Math.Min(Array.MaxLength, Count * 2L));
        _nodes[Count] = new Node { Parent = parent, NameStart = _names.Add(name) };
        _slots[slot] = tag | (uint)Count;
        if (++Count > _slots.Length / 4 * 3)
            Spread();
        return Count - 1;
    }

    private static int PlaceOf(ulong tag, int mask) => (int)(tag >> 32) & mask;

    private static int SlotCount(int nodes) => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)nodes * 3u / 2u);

    private void Spread()
    {
        ulong[] slots = new ulong[_slots.Length * 2];
        int mask = slots.Length - 1;
        foreach (ulong entry in _slots)
        {
            if (entry == 0)
                continue;
            int slot = PlaceOf(entry, mask);
            while (slots[slot] != 0)
                slot = (slot + 1) & mask;
            slots[slot] = entry;
        }
        _slots = slots;
    }

    private struct Node
    {
        public int Parent;
        public int NameStart;
    }
}
