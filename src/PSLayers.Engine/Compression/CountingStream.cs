namespace PSLayers.Compression;

/// <summary>A forward stream that knows how far it was read and how long it is.</summary>
internal abstract class CountingStream : Stream
{
    /// <summary>Bytes read so far.</summary>
    public abstract long Consumed { get; }

    /// <summary>Whether more bytes were asked for than there are.</summary>
    public bool EndReached { get; protected set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Position
    {
        get => Consumed;
        set => throw new NotSupportedException();
    }

    /// <summary>Ends the reading if that is wanted: for decoders that do much between one byte and the next.</summary>
    /// <exception cref="OperationCanceledException">It is.</exception>
    public abstract void StopIfAsked();

    /// <summary>Passes bytes that are there without reading them; they count as read.</summary>
    public virtual void Skip(long count) => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
