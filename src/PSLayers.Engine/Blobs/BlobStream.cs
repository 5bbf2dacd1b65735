using PSLayers.Compression;

namespace PSLayers.Blobs;

/// <summary>The stored bytes of a blob from its start to its end.</summary>
internal sealed class BlobStream(ByteReader reader, long offset, long length, ReadMeter? meter) : CountingStream
{
    private long _consumed;

    public override long Length => length;

    public override long Consumed => _consumed;

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Min(buffer.Length, length - _consumed);
        int read = wanted == 0 ? 0 : reader.Read(buffer[..wanted], offset + _consumed);
        _consumed += read;
        EndReached |= read == 0 && buffer.Length > 0;
        meter?.Add(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            reader.Dispose();
        base.Dispose(disposing);
    }
}
