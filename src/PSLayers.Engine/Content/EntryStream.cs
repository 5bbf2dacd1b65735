using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Tar;

namespace PSLayers.Content;

/// <summary>The data of one entry in the bytes of its layer; the holes of a sparse file are zeros.</summary>
/// <param name="layer">The layer's uncompressed tar.</param>
/// <param name="offset">Where the data starts in it; of no meaning with a map.</param>
/// <param name="length">Size of the file, holes included.</param>
/// <param name="map">Where a sparse file has data; null for data in one piece.</param>
/// <param name="name">The layer's name, for messages.</param>
internal sealed class EntryStream(ByteReader layer, long offset, long length, SparseMap? map, string name) : Stream, IHasHoles
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public long LongestHole { get; set; } = long.MaxValue;

    public (bool IsHole, long Length) At(long position) => map?.At(position) is { } there ? (there.Offset < 0, there.Length) : (false, length - position);

    public (bool IsHole, long Length) Before(long position) => map?.Before(position) ?? (false, position);

    /// <summary>What is given back together with the stream; null for nothing.</summary>
    public IDisposable? Owned { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _position >= length)
            return 0;
        (long at, long there) = map?.At(_position) ?? (offset + _position, length - _position);
        if (at < 0 && there > LongestHole)
            throw TextPieces.TooLong(LongestHole);
        buffer = buffer[..(int)Math.Min(buffer.Length, there)];
        int read = buffer.Length;
        if (at < 0)
            buffer.Clear();
        else
            read = layer.Read(buffer, at);
        if (read == 0)
            throw new ImageException(ImageErrorId.LayerTruncated, $"the layer ends {length - _position} bytes before the end of the file", name, at);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int start, int count) => Read(buffer.AsSpan(start, count));

    public override int ReadByte()
    {
        Span<byte> one = stackalloc byte[1];
        return Read(one) == 0 ? -1 : one[0];
    }

    public override long Seek(long by, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => by,
        SeekOrigin.Current => _position + by,
        _ => length + by,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            Owned?.Dispose();
        base.Dispose(disposing);
    }
}
