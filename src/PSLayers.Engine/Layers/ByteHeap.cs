using PSLayers.Limits;

namespace PSLayers.Layers;

/// <summary>Many short byte strings behind each other.</summary>
/// <param name="capacity">Bytes to begin with.</param>
/// <param name="budget">What growing may cost; null where the strings are limited otherwise.</param>
internal sealed class ByteHeap(int capacity, MemoryBudget? budget = null)
{
    private readonly ByteHeap? _below;
    private readonly int _start;
    private byte[] _bytes = new byte[capacity];

    /// <summary>Strings that were put together before.</summary>
    public ByteHeap(byte[] bytes) : this(0) => (_bytes, Length) = (bytes, bytes.Length);

    /// <summary>Goes on where another heap ends, which is not to change any more.</summary>
    public ByteHeap(ByteHeap below, int capacity, MemoryBudget budget) : this(capacity, budget) => (_below, _start, Length) = (below, below.Length, below.Length);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> this[int start, int end] => start < _start ? _below![start, end] : _bytes.AsSpan(start - _start, end - start);

    /// <summary>Adds a string and says where it starts.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        int start = Length, own = start - _start;
        if (text.Length > _bytes.Length - own)
            Grow(own + (long)text.Length);
        text.CopyTo(_bytes.AsSpan(own));
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
    public void Trim() => Array.Resize(ref _bytes, Length - _start);
}
