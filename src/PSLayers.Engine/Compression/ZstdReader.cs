using System.Buffers;
using PSLayers.Compression.Seeking;
using ZstdSharp;
using ZstdSharp.Unsafe;

namespace PSLayers.Compression;

/// <summary>Reads zstd (RFC 8878) forward: all frames one after another, skippable ones left out. Decoding can begin again at each frame; the
/// library's own stream does not tell where they are.</summary>
internal sealed unsafe class ZstdReader : Stream, ISeekPointSource
{
    private const int InputSize = 128 << 10;

    private readonly Stream _stored;
    private ZSTD_DCtx_s* _context;
    private byte[] _input;
    private int _inputAt;
    private int _inputEnd;

    /// <summary>Stored bytes before the input buffer.</summary>
    private long _inputBase;
    private long _position;
    private bool _isBetweenFrames = true;
    private bool _mayHoldOutput;
    private SeekPointHandler? _seekPointHandler;
    private long _interval;
    private long _nextPoint;

    /// <summary>Reads frames.</summary>
    /// <param name="stored">The compressed bytes, standing at the start of a frame; closed with this.</param>
    /// <param name="windowLog">Largest window, as a power of two.</param>
    /// <param name="start">Where the frame is; default for the start of the stream.</param>
    public ZstdReader(Stream stored, int windowLog, in SeekPosition start = default)
    {
        (_stored, _inputBase, _position) = (stored, start.CompressedOffset, start.OutputOffset);
        _context = Methods.ZSTD_createDCtx();
        if (_context is null)
            throw new InsufficientMemoryException();
        _input = ArrayPool<byte>.Shared.Rent(InputSize);
        Check(Methods.ZSTD_DCtx_setParameter(_context, ZSTD_dParameter.ZSTD_d_windowLogMax, windowLog));
    }

    /// <summary>Frees what the library holds, where nobody closed this.</summary>
    ~ZstdReader() => Dispose(false);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes read so far; with a reader that began in the midst, from the start of the whole output.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public void ReportSeekPoints(long interval, SeekPointHandler handler) =>
        (_interval, _nextPoint, _seekPointHandler) = (interval, _position + interval, handler);

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_context is null, this);
        if (buffer.IsEmpty)
            return 0;
        while (true)
        {
            while (_inputAt < _inputEnd || _mayHoldOutput)
            {
                int written = Decode(buffer);
                if (written > 0)
                    return written;
            }
            _inputBase += _inputEnd;
            _inputAt = 0;
            _inputEnd = _stored.Read(_input, 0, InputSize);
            if (_inputEnd == 0)
                return _isBetweenFrames ? 0 : throw new EndOfStreamException("a frame was not at its end");
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (_context is not null)
            Methods.ZSTD_freeDCtx(_context);
        _context = null;
        if (disposing && _input.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
            (_inputAt, _inputEnd) = (0, 0);
            _stored.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Decode(Span<byte> buffer)
    {
        fixed (byte* from = _input)
        fixed (byte* to = buffer)
        {
            var input = new ZSTD_inBuffer_s { src = from, pos = (nuint)_inputAt, size = (nuint)_inputEnd };
            var output = new ZSTD_outBuffer_s { dst = to, pos = 0, size = (nuint)buffer.Length };
            nuint wanted = Check(Methods.ZSTD_decompressStream(_context, &output, &input));
            bool hasMoved = output.pos > 0 || (int)input.pos > _inputAt;
            _inputAt = (int)input.pos;
            _position += (long)output.pos;
            // The decoder may keep output back that the buffer had no room for.
            _mayHoldOutput = output.pos == output.size;
            if (hasMoved)
            {
                _isBetweenFrames = wanted == 0;
                if (_isBetweenFrames && _position >= _nextPoint && _seekPointHandler is { } report)
                {
                    report(new SeekPosition(_inputBase + _inputAt, 0, _position), default);
                    _nextPoint = _position + _interval;
                }
            }
            return (int)output.pos;
        }
    }

    private static nuint Check(nuint result) => Methods.ZSTD_isError(result)
        ? throw new ZstdException(Methods.ZSTD_getErrorCode(result), Methods.ZSTD_getErrorName(result))
        : result;
}
