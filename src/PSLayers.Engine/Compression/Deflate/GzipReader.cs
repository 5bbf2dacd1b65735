using System.Buffers;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

/// <summary>Reads a gzip stream (RFC 1952) forward: all members one after another, each checked against its trailer.</summary>
/// <remarks>
/// The fastest way to read is <see cref="ReadChunk"/>, which hands out the decoder's own buffer. The methods of <see cref="Stream"/>
/// are built on it and may be mixed with it. When the data is damaged, what was decoded before comes first, then the exception.
/// </remarks>
internal sealed partial class GzipReader : Stream, ISeekPointSource
{
    private const int InputSize = 64 * 1024;

    private readonly Stream _stored;
    private readonly bool _leaveOpen;
    private readonly Inflater _inflater;
    private byte[] _input;
    private int _inputAt;
    private int _inputEnd;

    /// <summary>Stored bytes before the input buffer.</summary>
    private long _inputBase;

    /// <summary>Output that was not handed out yet; it stands where it was decoded.</summary>
    private ReadOnlyMemory<byte> _chunk;
    private long _position;
    private DeflateException? _fault;
    private bool _closed;

    /// <summary>Reads from where <paramref name="stored"/> stands; offsets count from there.</summary>
    /// <param name="stored">The compressed bytes.</param>
    /// <param name="leaveOpen">Whether <paramref name="stored"/> stays open afterwards.</param>
    /// <param name="bufferSize">Bytes of window and output together; a chunk is at most that, less 32 KiB.</param>
    public GzipReader(Stream stored, bool leaveOpen = false, int bufferSize = Inflater.DefaultBufferSize)
    {
        ArgumentNullException.ThrowIfNull(stored);
        _stored = stored;
        _leaveOpen = leaveOpen;
        _inflater = new Inflater(bufferSize);
        _input = ArrayPool<byte>.Shared.Rent(InputSize);
    }

    /// <inheritdoc/>
    public override bool CanRead => !_closed;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <summary>Bytes read or skipped so far; with a reader that was resumed, from the start of the whole output.</summary>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Stored bytes that were used so far.</summary>
    public long CompressedPosition => _inputBase + _inputAt;

    /// <summary>Takes the next decoded bytes without a copy; empty at the end.</summary>
    /// <returns>Bytes that are valid until the next call on this reader.</returns>
    /// <exception cref="DeflateException">The stored bytes are damaged or cut short.</exception>
    public ReadOnlyMemory<byte> ReadChunk()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_chunk.IsEmpty)
            FillChunk();
        var chunk = _chunk;
        Advance(chunk.Length);
        return chunk;
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (buffer.Length == 0)
            return 0;
        if (_chunk.IsEmpty)
            FillChunk();
        var length = Math.Min(_chunk.Length, buffer.Length);
        _chunk.Span[..length].CopyTo(buffer);
        Advance(length);
        return length;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int ReadByte()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_chunk.IsEmpty)
            FillChunk();
        if (_chunk.IsEmpty)
            return -1;
        var value = _chunk.Span[0];
        Advance(1);
        return value;
    }

    /// <summary>Decodes and drops bytes.</summary>
    /// <param name="count">How many bytes to skip.</param>
    /// <returns>How many were skipped; fewer only at the end.</returns>
    public long Skip(long count)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var left = count;
        while (left > 0)
        {
            if (_chunk.IsEmpty)
                FillChunk();
            if (_chunk.IsEmpty)
                break;
            var length = (int)Math.Min(left, _chunk.Length);
            Advance(length);
            left -= length;
        }
        return count - left;
    }

    /// <inheritdoc/>
    public override void CopyTo(Stream destination, int bufferSize)
    {
        ValidateCopyToArguments(destination, bufferSize);
        for (var chunk = ReadChunk(); chunk.Length > 0; chunk = ReadChunk())
            destination.Write(chunk.Span);
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            _inflater.Dispose();
            ArrayPool<byte>.Shared.Return(_input);
            _input = [];
            _chunk = default;
            CloseAhead();
            if (!_leaveOpen)
                _stored.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Advance(int count)
    {
        _chunk = _chunk[count..];
        _position += count;
    }
}
