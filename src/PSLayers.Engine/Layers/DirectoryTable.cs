using PSLayers.Bytes;
using PSLayers.Limits;

namespace PSLayers.Layers;

/// <summary>The directories that a layer's entries are in, each once, numbered in the order of their first mention; 0 is the root. Paths have
/// no slash in front or behind.</summary>
internal sealed class DirectoryTable
{
    private readonly ByteHeap _names;
    private int[] _starts = new int[64];
    private int[] _slots = new int[128];
    private int _last;

    private readonly MemoryBudget? _budget;

    /// <param name="budget">What growing may cost.</param>
    public DirectoryTable(MemoryBudget? budget = null)
    {
        _budget = budget;
        _names = new ByteHeap(1 << 10, budget);
        Append(default);
    }

    private DirectoryTable(int[] starts, byte[] names) => (_starts, _slots, _names, Count) = (starts, [], new ByteHeap(names), starts.Length);

    public int Count { get; private set; }

    /// <summary>Bytes that the paths take.</summary>
    public int NameBytes => _names.Length;

    /// <summary>The path of a directory; empty for the root.</summary>
    public ReadOnlySpan<byte> this[int number] => _names[_starts[number], number + 1 < Count ? _starts[number + 1] : _names.Length];

    /// <summary>Whether a directory is the one that was asked for last.</summary>
    public bool IsLast(ReadOnlySpan<byte> path) => path.SequenceEqual(this[_last]);

    /// <summary>The number of a directory, a new one at its first mention.</summary>
    public int NumberOf(ReadOnlySpan<byte> path)
    {
        // Entries of one directory mostly stand together.
        if (path.SequenceEqual(this[_last]))
            return _last;
        if (path.IsEmpty)
            return _last = 0;
        int mask = _slots.Length - 1;
        int slot = HashOf(path) & mask;
        while (_slots[slot] != 0)
        {
            if (path.SequenceEqual(this[_slots[slot]]))
                return _last = _slots[slot];
            slot = (slot + 1) & mask;
        }
        _slots[slot] = _last = Append(path);
        if (Count * 2 > _slots.Length)
            Rehash();
        return _last;
    }

    /// <summary>Gives back what only building needed.</summary>
    public void Trim()
    {
        _names.Trim();
        Array.Resize(ref _starts, Count);
        _slots = [];
        _last = 0;
    }

    /// <summary>Writes a table that is finished.</summary>
    public void Write(StoreWriter writer)
    {
        writer.Items<int>(_starts.AsSpan(0, Count));
        writer.Block(_names[0, _names.Length]);
    }

    /// <summary>Reads a finished table back.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public static DirectoryTable Read(StoreReader reader)
    {
        int[] starts = reader.Items<int>();
        byte[] names = reader.Block();
        StoreReader.Expect(starts.Length > 0 && starts[0] == 0 && starts[^1] <= names.Length);
        for (int i = 1; i < starts.Length; i++)
            StoreReader.Expect(starts[i] >= starts[i - 1]);
        StoreReader.Expect(starts.Length == 1 || starts[1] == 0);
        return new DirectoryTable(starts, names);
    }

    private int Append(ReadOnlySpan<byte> path)
    {
        if (Count == _starts.Length)
        {
            _budget?.Take(4L * Count);
            Array.Resize(ref _starts, Count * 2);
        }
        _starts[Count] = _names.Add(path);
        return Count++;
    }

    private void Rehash()
    {
        _budget?.Take(4L * _slots.Length);
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int number = 1; number < Count; number++)
        {
            int slot = HashOf(this[number]) & mask;
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number;
        }
    }

    // Names come from strangers: the framework's hash is seeded anew for each process, so that nobody can choose names that fall into one place.
    private static int HashOf(ReadOnlySpan<byte> path)
    {
        var hash = new HashCode();
        hash.AddBytes(path);
        return hash.ToHashCode();
    }
}
