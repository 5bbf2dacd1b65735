using PSLayers.Blobs;
using PSLayers.Errors;

namespace PSLayers.Content;

/// <summary>The data of one entry in the bytes of its layer.</summary>
internal sealed class EntryStream(ByteReader layer, long offset, long length, string name) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, Math.Max(0, length - Position));
        if (wanted == 0)
            return 0;
        int read = layer.Read(buffer[..wanted], offset + Position);
        if (read == 0)
            throw new ImageException(ImageErrorId.LayerTruncated, $"the layer ends {length - Position} bytes before the end of the file", name, offset + Position);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int start, int count) => Read(buffer.AsSpan(start, count));

    public override long Seek(long by, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => by,
        SeekOrigin.Current => Position + by,
        _ => length + by,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int start, int count) => throw new NotSupportedException();
}
