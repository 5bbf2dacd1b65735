using System.Buffers;

namespace PSLayers.Bytes;

/// <summary>What a reader decoded on its way from a seek point, so that going back a little does not decode it again.</summary>
/// <param name="capacity">Bytes to keep at most.</param>
internal sealed class KeptSpan(int capacity) : IDisposable
{
    private const int FirstSize = 256 << 10;

    private byte[] _bytes = [];
    private long? _start;
    private int _length;

    /// <summary>Begins anew.</summary>
    /// <param name="start">Where the next bytes are; null to keep none.</param>
    public void Start(long? start) => (_start, _length) = (start, 0);

    /// <summary>Keeps bytes, if they follow those that are here and there is room.</summary>
    public void Add(long offset, ReadOnlySpan<byte> bytes)
    {
        if (offset != _start + _length || bytes.Length > capacity - _length)
            return;
        if (bytes.Length > _bytes.Length - _length)
            Grow(_length + bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>Copies what is here of an offset; 0 where nothing is.</summary>
    public int Read(Span<byte> buffer, long offset)
    {
        if (_start is not { } start || offset < start || offset >= start + _length)
            return 0;
        ReadOnlySpan<byte> there = _bytes.AsSpan((int)(offset - start).._length);
        there = there[..Math.Min(there.Length, buffer.Length)];
        there.CopyTo(buffer);
        return there.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Start(null);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
    }

    private void Grow(int needed)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstSize, Math.Max(needed, _bytes.Length * 2)));
        _bytes.AsSpan(0, _length).CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
