using System.Buffers;
using System.Numerics;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

/// <summary>Decodes raw DEFLATE data (RFC 1951) piece by piece.</summary>
/// <typeparam name="TSymbol">What a decoded byte is written as: <see cref="byte"/>, or <see cref="ushort"/> where the window before the
/// data is not known yet, and holds a number for each of its places that is no byte.</typeparam>
/// <remarks>
/// Input comes in pieces of any size. Output goes to a buffer of the decoder's own, behind the last 32 KiB of earlier output, and is
/// read in place with <see cref="TakeOutput"/>. The buffer has a margin behind its limit that holds the longest match, so no
/// match is ever split. When the buffer is full and taken, its last 32 KiB move to the front.
/// </remarks>
internal partial class Inflater<TSymbol> : IDisposable
    where TSymbol : unmanaged, IBinaryInteger<TSymbol>
{
    /// <summary>How far back a match can reach, in bytes.</summary>
    public const int WindowSize = 32 * 1024;

    /// <summary>Small enough for a second-level cache; half and twice of it measured alike.</summary>
    public const int DefaultBufferSize = 256 * 1024;

    /// <summary>Room behind the limit: literals before a match (3), a match (258), and what wide copies write beyond it (31).</summary>
    private const int OutputMargin = 512;

    private readonly uint[] _ownLitLen = new uint[DecodeEntry.LitLenCapacity];
    private readonly uint[] _ownDistance = new uint[DecodeEntry.DistanceCapacity];
    private readonly byte[] _lengths = new byte[288 + 32];
    private readonly int _limit;
    private readonly int _bufferSize;
    private TSymbol[] _buffer;

    private State _state;
    private uint[] _litLen;
    private uint[] _distance;
    private bool _isLastBlock;
    private ulong _bits;
    private int _bitCount;
    private long _inputOffset;

    /// <summary>Where the present piece of input ends, from the start of the stored stream.</summary>
    private long _inputEnd;

    /// <summary>Output stands in the buffer from 0 to here; all of it may be referred to.</summary>
    private int _written;
    private int _taken;

    /// <summary>Output that has left the buffer.</summary>
    private long _outputBefore;

    /// <summary>Creates a decoder at the start of a stream.</summary>
    /// <param name="bufferSize">Symbols of window and output together; 64 KiB or more.</param>
    public Inflater(int bufferSize = DefaultBufferSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bufferSize, 2 * WindowSize);
        _bufferSize = bufferSize;
        _buffer = ArrayPool<TSymbol>.Shared.Rent(bufferSize);
        _limit = bufferSize - OutputMargin;
        _litLen = _ownLitLen;
        _distance = _ownDistance;
    }

    private enum State
    {
        SkipBits,
        BlockHeader,
        StoredHeader,
        StoredData,
        TableSizes,
        PrecodeLengths,
        CodeLengths,
        Symbols,
        Finished,
        Failed,
    }

    /// <summary>Bytes decoded so far, counted on from what <see cref="Restart"/> was given.</summary>
    public long OutputOffset => _outputBefore + _written;

    /// <summary>Decoding stops with <see cref="InflateStatus.BlockBoundary"/> before the first block at or behind this output offset.
    /// The default is never.</summary>
    public long PauseAt { get; set; } = long.MaxValue;

    /// <summary>Decoding also stops before the first block that begins at or behind this bit of the stored stream. The default is never.</summary>
    public long PauseAtBit { get; set; } = long.MaxValue;

    /// <summary>The place of the next bit; at a block boundary, decoding can begin there again.</summary>
    public SeekPosition Position
    {
        get
        {
            // Held bits are the end of the bytes that were taken.
            var held = (_bitCount + 7) >> 3;
            return new SeekPosition(_inputOffset - held, held * 8 - _bitCount, OutputOffset);
        }
    }

    /// <summary>The output that the next match may refer to, at most 32 KiB.</summary>
    public ReadOnlySpan<TSymbol> Window => _buffer.AsSpan()[Math.Max(0, _written - WindowSize).._written];

    /// <summary>Forgets all, and begins anew.</summary>
    /// <param name="position">Where the next input comes from; bits before <see cref="SeekPosition.BitOffset"/> are skipped.</param>
    /// <param name="window">The output before that place; empty at the start of a stream.</param>
    public void Restart(in SeekPosition position, ReadOnlySpan<TSymbol> window)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(window.Length, WindowSize, nameof(window));
        window.CopyTo(_buffer);
        _written = _taken = window.Length;
        _outputBefore = position.OutputOffset - window.Length;
        _inputOffset = position.CompressedOffset;
        _bits = 0;
        _bitCount = 0;
        _skipBits = position.BitOffset & 7;
        _isLastBlock = false;
        _state = State.SkipBits;
    }

    /// <summary>The output since the last call, in place; valid until the next call of <see cref="Inflate"/>.</summary>
    public ReadOnlyMemory<TSymbol> TakeOutput()
    {
        var output = _buffer.AsMemory(_taken.._written);
        _taken = _written;
        return output;
    }

    /// <summary>Gives the output since the last call away, together with the buffer that it stands in, and goes on in another.</summary>
    /// <returns>The buffer, which is from the shared pool, and where in it the output is. Up to 32 KiB of earlier output stand before.</returns>
    public (TSymbol[] Buffer, int Start, int End) TakeBuffer()
    {
        var given = (_buffer, _taken, _written);
        var window = Window;
        _buffer = ArrayPool<TSymbol>.Shared.Rent(_bufferSize);
        window.CopyTo(_buffer);
        _outputBefore += _written - window.Length;
        _written = _taken = window.Length;
        return given;
    }

    /// <summary>Decodes until input, output or stream ends, or a block boundary that was asked for comes.</summary>
    /// <param name="input">The next piece of input.</param>
    /// <param name="consumed">How much of it was taken; all of it with <see cref="InflateStatus.NeedsInput"/>.</param>
    /// <exception cref="DeflateException">The data is damaged. The output before the fault can still be taken.</exception>
    public unsafe InflateStatus Inflate(ReadOnlySpan<byte> input, out int consumed)
    {
        if (_written >= _limit && !TrySlide())
        {
            consumed = 0;
            return InflateStatus.OutputFull;
        }
        _inputEnd = _inputOffset + input.Length;
        fixed (byte* start = input)
        {
            var cursor = new BitCursor { Next = start, End = start + input.Length, Bits = _bits, Count = _bitCount };
            string? fault = null;
            var status = Run(ref cursor, ref fault);
            _bits = cursor.Bits & ((1ul << cursor.Count) - 1);
            _bitCount = cursor.Count;
            consumed = (int)(cursor.Next - start);
            _inputOffset += consumed;
            return fault is null ? status : throw Fail(fault);
        }
    }

    /// <summary>Gives the buffer back to the pool.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _state = State.Failed;
        _written = _taken = 0;
        if (buffer.Length > 0)
            ArrayPool<TSymbol>.Shared.Return(buffer);
    }

    /// <summary>The place of the next bit while decoding, counted from the start of the stored stream.</summary>
    private unsafe long NextBit(in BitCursor cursor) => (_inputEnd - (cursor.End - cursor.Next) << 3) - cursor.Count;

    private InflateStatus Run(ref BitCursor cursor, ref string? fault)
    {
        while (true)
        {
            InflateStatus? stop = _state switch
            {
                State.SkipBits => SkipBits(ref cursor),
                State.BlockHeader => ReadBlockHeader(ref cursor, ref fault),
                State.StoredHeader => ReadStoredHeader(ref cursor, ref fault),
                State.StoredData => CopyStored(ref cursor),
                State.TableSizes => ReadTableSizes(ref cursor, ref fault),
                State.PrecodeLengths => ReadPrecodeLengths(ref cursor, ref fault),
                State.CodeLengths => ReadCodeLengths(ref cursor, ref fault),
                State.Symbols => DecodeSymbols(ref cursor, ref fault),
                State.Finished => InflateStatus.Finished,
                _ => throw new InvalidOperationException("The decoder has failed or is closed."),
            };
            if (fault is not null)
                return InflateStatus.Finished;
            if (stop is { } status)
                return status;
        }
    }

    private bool TrySlide()
    {
        if (_taken != _written)
            return false;
        var gone = _written - WindowSize;
        _buffer.AsSpan(gone, WindowSize).CopyTo(_buffer);
        _outputBefore += gone;
        _written = _taken = WindowSize;
        return true;
    }

    private DeflateException Fail(string fault)
    {
        _state = State.Failed;
        return new DeflateException(fault, Position.CompressedOffset);
    }
}

/// <summary>Decodes to bytes: what came before the data is known.</summary>
/// <param name="bufferSize">Bytes of window and output together; 64 KiB or more.</param>
internal sealed class Inflater(int bufferSize = Inflater<byte>.DefaultBufferSize) : Inflater<byte>(bufferSize);
