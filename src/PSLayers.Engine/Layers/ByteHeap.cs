using PSLayers.Limits;

namespace PSLayers.Layers;

/// <summary>Many short byte strings behind each other.</summary>
/// <param name="capacity">Bytes to begin with.</param>
/// <param name="budget">What growing may cost; null where the strings are limited otherwise.</param>
internal sealed class ByteHeap(int capacity, MemoryBudget? budget = null)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Strings that were put together before.</summary>
    public ByteHeap(byte[] bytes) : this(0) => (_bytes, Length) = (bytes, bytes.Length);

    /// <summary>Copies a heap that is not to change, with room for some more.</summary>
    public ByteHeap(ByteHeap other, int more, MemoryBudget budget) : this(other.Length + more, budget) => Add(other[0, other.Length]);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> this[int start, int end] => _bytes.AsSpan(start, end - start);

    /// <summary>Adds a string and says where it starts.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        int start = Length;
        if (text.Length > _bytes.Length - start)
            Grow(start + (long)text.Length);
        text.CopyTo(_bytes.AsSpan(start));
        Length = start + text.Length;
        return start;
    }

    // Limits keep the sum far below what an array can hold.
    private void Grow(long needed)
    {
        long capacity = Math.Max(needed, Math.Min(_bytes.Length * 2L, Array.MaxLength));
        budget?.Take(capacity - _bytes.Length);
        Array.Resize(ref _bytes, checked((int)capacity));
    }

    /// <summary>Gives back what was reserved for growth.</summary>
    public void Trim() => Array.Resize(ref _bytes, Length);
}
