using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>The output of pieces that were taken over, as the bytes that they are now that the window before is known.</summary>
/// <remarks>Each part's buffer goes back as soon as it is not needed any more: mostly a helper waits for one.</remarks>
/// <param name="options">What helpers may spend.</param>
internal sealed class PieceOutput(AheadOptions options) : IDisposable
{
    private const int AtOnce = 16;

    private readonly byte[] _bytesOf = MakeIdentity();
    private byte[] _resolved = ArrayPool<byte>.Shared.Rent(options.BufferSize + Inflater.WindowSize);
    private Piece? _piece;
    private int _next;
    private byte[] _buffer = [];
    private int _start;
    private int _length;
    private long _offset;
    private int _boundary;

    /// <summary>The piece; null where there is none.</summary>
    public Piece? Piece => _piece;

    /// <summary>Whether a part is left.</summary>
    public bool HasNext => _piece is not null && _next < _piece.Parts.Count;

    /// <summary>Begins with a piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <param name="window">The 32 KiB before it.</param>
    public void Begin(Piece piece, ReadOnlySpan<byte> window)
    {
        (_piece, _next, _boundary, _offset) = (piece, 0, 0, 0);
        window.CopyTo(_bytesOf.AsSpan(PieceDecoder.Unknown));
        window.CopyTo(_resolved);
        (_buffer, _start, _length) = (_resolved, Inflater.WindowSize, 0);
    }

    /// <summary>The bytes of the next part. They stay valid until the next call, or the end of the piece.</summary>
    /// <param name="compressedEnd">The stored byte at which decoding had arrived then.</param>
    public ReadOnlyMemory<byte> Next(out long compressedEnd)
    {
        var part = _piece!.Parts[_next];
        _offset += _length;
        if (part.Symbols is { } symbols)
        {
            Window(_length).CopyTo(_resolved);
            Resolve(symbols.AsSpan(part.Start, part.Length), _resolved.AsSpan(Inflater.WindowSize));
            (_buffer, _start) = (_resolved, Inflater.WindowSize);
            Release(_next);
        }
        else
        {
            // Its buffer holds the window before as well, so the one before is done with.
            (_buffer, _start) = (part.Bytes!, part.Start);
            if (_next > 0)
                Release(_next - 1);
        }
        _length = part.Length;
        _next++;
        compressedEnd = Math.Min(part.CompressedEnd, _piece.Boundaries[^1].CompressedOffset);
        return _buffer.AsMemory(_start, _length);
    }

    /// <summary>The next block boundary within the last part, with its offset from the start of the piece; false when no more are in it.
    /// The end of the piece is none.</summary>
    public bool TryNextBoundary(out SeekPosition boundary, out ReadOnlySpan<byte> window)
    {
        boundary = default;
        window = default;
        if (_boundary >= _piece!.Boundaries.Count - 1 || _piece.Boundaries[_boundary].OutputOffset > _offset + _length)
            return false;
        boundary = _piece.Boundaries[_boundary++];
        window = Window((int)(boundary.OutputOffset - _offset));
        return true;
    }

    /// <summary>The 32 KiB before the end of the last part.</summary>
    public ReadOnlySpan<byte> LastWindow => Window(_length);

    /// <summary>Lets go of the piece.</summary>
    public void End() => (_piece, _buffer, _length) = (null, [], 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_resolved.Length > 0)
            ArrayPool<byte>.Shared.Return(_resolved);
        _resolved = [];
    }

    private static byte[] MakeIdentity()
    {
        var bytes = new byte[1 << 16];
        for (var value = 0; value < 256; value++)
            bytes[value] = (byte)value;
        return bytes;
    }

    private void Release(int part) => options.Budget.Return(_piece!.Release(part));

    private ReadOnlySpan<byte> Window(int place) => _buffer.AsSpan(_start + place - Inflater.WindowSize, Inflater.WindowSize);

    private void Resolve(ReadOnlySpan<ushort> symbols, Span<byte> bytes)
    {
        bytes = bytes[..symbols.Length];
        var at = 0;
        for (; symbols.Length - at >= AtOnce; at += AtOnce)
        {
            var some = Vector128.Create(symbols.Slice(at, AtOnce / 2));
            var others = Vector128.Create(symbols.Slice(at + AtOnce / 2, AtOnce / 2));
            if (Vector128.LessThanAll(some | others, Vector128.Create((ushort)PieceDecoder.Unknown)))
                Vector128.Narrow(some, others).CopyTo(bytes[at..]);
            else
                LookUp(symbols.Slice(at, AtOnce), bytes.Slice(at, AtOnce));
        }
        LookUp(symbols[at..], bytes[at..]);
    }

    private void LookUp(ReadOnlySpan<ushort> symbols, Span<byte> bytes)
    {
        ref var bytesOf = ref MemoryMarshal.GetArrayDataReference(_bytesOf);
        for (var index = 0; index < symbols.Length; index++)
            bytes[index] = Unsafe.Add(ref bytesOf, symbols[index]);
    }
}
