namespace PSLayers.Layers;

/// <summary>Many short byte strings behind each other.</summary>
internal sealed class ByteHeap(int capacity)
{
    private byte[] _bytes = new byte[capacity];

    /// <summary>Strings that were put together before.</summary>
    public ByteHeap(byte[] bytes) : this(0) => (_bytes, Length) = (bytes, bytes.Length);

    public int Length { get; private set; }

    public ReadOnlySpan<byte> this[int start, int end] => _bytes.AsSpan(start, end - start);

    /// <summary>Adds a string and says where it starts.</summary>
    public int Add(ReadOnlySpan<byte> text)
    {
        int start = Length;
        if (text.Length > _bytes.Length - start)
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(_bytes.Length * 2L, start + (long)text.Length)));
        text.CopyTo(_bytes.AsSpan(start));
        Length = start + text.Length;
        return start;
    }

    /// <summary>Gives back what was reserved for growth.</summary>
    public void Trim() => Array.Resize(ref _bytes, Length);
}
