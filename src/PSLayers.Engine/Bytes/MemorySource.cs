namespace PSLayers.Bytes;

/// <summary>Bytes in memory: documents that were kept, and blobs that a descriptor carries itself.</summary>
internal sealed class MemorySource(byte[] content) : ByteSource
{
    public override long Length => content.Length;

    public override ByteReader Open() => new Reader(content);

    private sealed class Reader(byte[] content) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            ReadOnlySpan<byte> rest = content.AsSpan((int)Math.Min(offset, content.Length));
            rest = rest[..Math.Min(rest.Length, buffer.Length)];
            rest.CopyTo(buffer);
            return rest.Length;
        }

        public override void Dispose()
        {
        }
    }
}
