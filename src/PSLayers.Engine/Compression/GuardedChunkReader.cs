using System.Buffers;
using PSLayers.Compression.Deflate;
using PSLayers.Errors;

namespace PSLayers.Compression;

/// <summary>A decompressor under guard: its complaints become errors that say where, and it may not expand without bound.</summary>
internal sealed class GuardedChunkReader : ChunkReader
{
    private const int PieceSize = 256 << 10;

    private readonly CountingStream _stored;
    private readonly string _format;
    private readonly string _name;
    private readonly ReadLimits _limits;
    private readonly Stream _stream;
    private readonly GzipReader? _gzip;
    private byte[] _buffer = [];
    private long _expanded;

    public GuardedChunkReader(Func<Stream> open, CountingStream stored, string format, string name, ReadLimits limits)
    {
        (_stored, _format, _name, _limits) = (stored, format, name, limits);
        _stream = Guard(open);
        _gzip = _stream as GzipReader;
        if (_gzip is null)
            _buffer = ArrayPool<byte>.Shared.Rent(PieceSize);
    }

    public override ReadOnlyMemory<byte> Next()
    {
        ReadOnlyMemory<byte> piece = Guard(NextPiece);
        _expanded += piece.Length;
        if (_expanded > _limits.ExpansionFloor && _expanded / _limits.ExpansionRatio > _stored.Consumed)
        {
            throw new ImageException(ImageErrorId.ExpansionLimit,
                $"{_stored.Consumed} bytes of {_format} expand to more than {_expanded}; over {_limits.ExpansionFloor} bytes the ratio must stay under {_limits.ExpansionRatio}",
                _name, _stored.Consumed);
        }
        return piece;
    }

    public override void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _stream.Dispose();
    }

    private ReadOnlyMemory<byte> NextPiece() => _gzip is not null ? _gzip.ReadChunk() : _buffer.AsMemory(0, _stream.Read(_buffer, 0, _buffer.Length));

    // The libraries report damage with exceptions of many kinds, index errors among them; all mean the same here.
    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is not (ImageException or OperationCanceledException or OutOfMemoryException))
        {
            // The gzip reader knows; the libraries do not tell, but who needs more than there is has read all there is.
            bool endsEarly = e is DeflateException fault ? fault.EndsEarly : _stored.Consumed >= _stored.Length;
            throw new ImageException(endsEarly ? ImageErrorId.LayerTruncated : ImageErrorId.CompressionCorrupt,
                $"the {_format} stream is damaged or ends early ({e.Message.TrimEnd('.')})", _name, _stored.Consumed, e);
        }
    }
}
