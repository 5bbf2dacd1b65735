using System.Buffers;

namespace PSLayers.Compression;

/// <summary>Stored bytes for decompressors that take them one by one: they are read in large pieces, and counted as they are taken.</summary>
internal sealed class BufferedInput(CountingStream stored) : CountingStream
{
    private const int BufferSize = 64 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int _start;
    private int _end;
    private long _consumed;

    public override long Length => stored.Length;

    public override long Consumed => _consumed;

    /// <summary>Told how many bytes of memory a decoder clears for its next piece: small pieces that ask for much make work as what they expand to
    /// does.</summary>
    public Action<long>? Clearing { get; set; }

    /// <summary>Tells that a decoder clears memory.</summary>
    /// <param name="bytes">How much.</param>
    public void Clear(long bytes)
    {
        StopIfAsked();
        Clearing?.Invoke(bytes);
    }

    public override void StopIfAsked() => stored.StopIfAsked();

    /// <summary>The next bytes without taking them; fewer than asked for only at the end.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        while (_end - _start < count && Fill())
        {
        }
        return _buffer.AsSpan(_start, Math.Min(count, _end - _start));
    }

    /// <summary>Takes bytes that were seen.</summary>
    public void Take(int count)
    {
        _start += count;
        _consumed += count;
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.Length == 0 || (_start == _end && !Fill()))
            return 0;
        int length = Math.Min(buffer.Length, _end - _start);
        _buffer.AsSpan(_start, length).CopyTo(buffer);
        Take(length);
        return length;
    }

    public override int ReadByte()
    {
        if (_start == _end && !Fill())
            return -1;
        int value = _buffer[_start];
        Take(1);
        return value;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            (_start, _end) = (0, 0);
            stored.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int read = stored.Read(_buffer, _end, BufferSize - _end);
        _end += read;
        EndReached |= read == 0;
        return read > 0;
    }
}
