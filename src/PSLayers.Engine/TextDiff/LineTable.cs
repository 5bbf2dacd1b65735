using System.IO.Hashing;

namespace PSLayers.TextDiff;

/// <summary>Gives equal lines of two texts equal numbers, from 0 without gaps.</summary>
internal sealed class LineTable
{
    // Lines come from strangers: with a seed of the process nobody can choose lines that all fall into one place.
    private static readonly long Seed = Random.Shared.NextInt64();

    private Line[] _lines = new Line[64];
    private int[] _slots = new int[128];

    /// <summary>Number of different lines.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a line, a new one at its first mention.</summary>
    public int NumberOf(byte[] text, int start, int end)
    {
        ReadOnlySpan<byte> line = text.AsSpan(start..end);
        uint hash = (uint)XxHash3.HashToUInt64(line, Seed);
        int mask = _slots.Length - 1;
        int slot = (int)(hash & mask);
        for (int entry; (entry = _slots[slot]) != 0; slot = (slot + 1) & mask)
        {
            ref readonly Line known = ref _lines[entry - 1];
            if (known.Hash == hash && line.SequenceEqual(known.Text.AsSpan(known.Start..known.End)))
                return entry - 1;
        }
        if (Count == _lines.Length)
            Array.Resize(ref _lines, Count * 2);
        _lines[Count] = new Line(text, start, end, hash);
        _slots[slot] = ++Count;
        if (Count * 2 > _slots.Length)
            Spread();
        return Count - 1;
    }

    private void Spread()
    {
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int number = 0; number < Count; number++)
        {
            int slot = (int)(_lines[number].Hash & mask);
            while (_slots[slot] != 0)
                slot = (slot + 1) & mask;
            _slots[slot] = number + 1;
        }
    }

    private readonly record struct Line(byte[] Text, int Start, int End, uint Hash);
}
