using System.Buffers;
using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Mounting.Fuse;

/// <summary>One way through the decompressed bytes of a layer, and the last of them: who reads in order finds the next bytes there, although the kernel
/// asks for them in pieces that overtake each other. Any thread may read; one at a time decompresses, and that goes on ahead between two questions.</summary>
/// <param name="bytes">The layer's bytes; closed with this.</param>
internal sealed class LayerWindow(ByteReader bytes) : IDisposable
{
    /// <summary>Bytes that may lie between what was decompressed last and what is wanted, for it to be the same reading in order.</summary>
    public const int Reach = 1 << 20;

    private const int PieceSize = 256 << 10;
    private const int LeastAhead = 256 << 10;

    // About what a disk or a program does not need all at once; and it is no great loss where nobody wants it.
    private const int MostAhead = 2 << 20;

    // Questions of the kernel that overtake each other are this far apart at most, and those that read the same file side by side.
    private const int KeptPieces = (MostAhead + Reach) / PieceSize;

    private readonly object _gate = new();
    private readonly Queue<(byte[] Bytes, int Length)> _pieces = new();
    private long _start;
    private long _next;
    private long _furthest;
    private long _end = long.MaxValue;
    private int _ahead;
    private int _elsewhere;
    private bool _isTaken;

    /// <summary>How far it is from what was decompressed last to a place; 0 for one that is at hand; greater than any other where it is behind.</summary>
    public long DistanceTo(long offset)
    {
        lock (_gate)
            return offset < _start ? long.MaxValue : Math.Max(0, offset - _next);
    }

    /// <summary>Reads bytes.</summary>
    /// <param name="buffer">Gets them.</param>
    /// <param name="offset">Where they are in the layer.</param>
    /// <returns>How many; 0 at the layer's end.</returns>
    /// <exception cref="ImageException">They cannot be read.</exception>
    public int Read(Span<byte> buffer, long offset)
    {
        lock (_gate)
        {
            while (true)
            {
                if (Copy(buffer, offset) is > 0 and var length)
                {
                    GoOn(offset + length);
                    return length;
                }
                if (_isTaken)
                {
                    int elsewhere = IsNear(offset) ? 0 : 1;
                    _elsewhere += elsewhere;
                    Monitor.Wait(_gate);
                    _elsewhere -= elsewhere;
                }
                else if (Decompress(offset) == 0)
                    return 0;
            }
        }
    }

    /// <summary>Decompresses what will be wanted next, until somebody wants something else.</summary>
    public void ReadAhead()
    {
        lock (_gate)
        {
            try
            {
                while (!_isTaken && _elsewhere == 0 && _next < Math.Min(_furthest + _ahead, _end))
                {
                    if (Decompress(_next) == 0)
                        _end = _next;
                }
            }
            catch (ImageException)
            {
                // To try it again and again may take long each time.
                _end = _next;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Clear();
        bytes.Dispose();
    }

    private int Copy(Span<byte> buffer, long offset)
    {
        if (offset < _start || offset >= _next)
            return 0;
        long start = _start;
        foreach ((byte[] piece, int length) in _pieces)
        {
            if (offset < start + length)
            {
                ReadOnlySpan<byte> there = piece.AsSpan((int)(offset - start), length - (int)(offset - start));
                there = there[..Math.Min(there.Length, buffer.Length)];
                there.CopyTo(buffer);
                return there.Length;
            }
            start += length;
        }
        return 0;
    }

    private bool IsNear(long offset) => offset >= _start && offset <= _next + Reach;

    // Who has read on once will most likely do so again.
    private void GoOn(long end)
    {
        if (end <= _furthest)
            return;
        _furthest = end;
        _ahead = _ahead == 0 ? 1 : Math.Clamp(_ahead * 2, LeastAhead, MostAhead);
    }

    // One piece, at the place that comes next, or where a place is too far from it, there. The lock is open meanwhile.
    private int Decompress(long offset)
    {
        if (!IsNear(offset))
        {
            Clear();
            (_start, _next, _furthest, _ahead) = (offset, offset, offset, 0);
        }
        byte[] piece = _pieces.Count >= KeptPieces ? Oldest() : ArrayPool<byte>.Shared.Rent(PieceSize);
        int length = 0;
        _isTaken = true;
        Monitor.Exit(_gate);
        try
        {
            for (int read = -1; read != 0 && length < PieceSize; length += read)
                read = bytes.Read(piece.AsSpan(length, PieceSize - length), _next + length);
        }
        catch (ImageException) when (length > 0)
        {
            // What was found before a fault is not lost. Whoever wants what is behind it is told.
        }
        finally
        {
            Monitor.Enter(_gate);
            _isTaken = false;
            if (length == 0)
                ArrayPool<byte>.Shared.Return(piece);
            else
                _pieces.Enqueue((piece, length));
            _next += length;
            Monitor.PulseAll(_gate);
        }
        return length;
    }

    private byte[] Oldest()
    {
        (byte[] piece, int length) = _pieces.Dequeue();
        _start += length;
        return piece;
    }

    private void Clear()
    {
        while (_pieces.TryDequeue(out (byte[] Bytes, int Length) piece))
            ArrayPool<byte>.Shared.Return(piece.Bytes);
    }
}
