namespace PSLayers.Packages.Databases.Java;

/// <summary>A part of a stream that can be read at any position, as one of its own. What is behind it stays as it is.</summary>
/// <param name="whole">The stream.</param>
/// <param name="start">Where the part begins.</param>
/// <param name="length">Its bytes.</param>
internal sealed class StreamWindow(Stream whole, long start, long length) : Stream
{
    /// <summary>Ends the work: who decompresses may read long before there is anything to give.</summary>
    public CancellationToken Cancellation { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= length || buffer.IsEmpty)
            return 0;
        Cancellation.ThrowIfCancellationRequested();
        whole.Position = start + Position;
        int read = whole.Read(buffer[..(int)Math.Min(buffer.Length, length - Position)]);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
