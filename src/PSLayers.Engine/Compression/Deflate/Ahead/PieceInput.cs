using System.Buffers;
using PSLayers.Bytes;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>The stored bytes from any place on, for one helper.</summary>
/// <param name="reader">The stored bytes; closed with this.</param>
internal sealed class PieceInput(ByteReader reader) : IDisposable
{
    private const int Size = 64 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(Size);
    private long _base;
    private int _at;
    private int _end;

    /// <summary>Offset of the next byte.</summary>
    public long Position => _base + _at;

    /// <summary>The next bytes, as far as they were read.</summary>
    public ReadOnlySpan<byte> Rest => _buffer.AsSpan(_at.._end);

    /// <summary>Moves on.</summary>
    public void Take(int count) => _at += count;

    /// <summary>Moves to any offset.</summary>
    public void MoveTo(long offset)
    {
        if (offset >= _base && offset <= _base + _end)
            _at = (int)(offset - _base);
        else
            (_base, _at, _end) = (offset, 0, 0);
    }

    /// <summary>Reads more bytes behind the rest; false at the end.</summary>
    public bool Fill()
    {
        Rest.CopyTo(_buffer);
        (_base, _at, _end) = (Position, 0, _end - _at);
        var read = reader.Read(_buffer.AsSpan(_end..Size), Position + _end);
        _end += read;
        return read > 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        (_at, _end) = (0, 0);
        reader.Dispose();
    }
}
