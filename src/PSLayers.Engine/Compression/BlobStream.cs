using PSLayers.Bytes;

namespace PSLayers.Compression;

/// <summary>The stored bytes of a blob from its start, or a place in it, to its end.</summary>
/// <param name="reader">The bytes of the source; closed with this.</param>
/// <param name="offset">Where the blob is in the source.</param>
/// <param name="length">Stored bytes of the blob.</param>
/// <param name="meter">Told of each byte.</param>
/// <param name="start">Bytes of the blob to leave out; they count as consumed.</param>
/// <param name="hash">Gets each byte, so that none may be skipped; null where no digest is wanted.</param>
internal sealed class BlobStream(ByteReader reader, long offset, long length, ReadMeter? meter, long start = 0, StoredHash? hash = null) : CountingStream
{
    private long _consumed = start;

    public override long Length => length;

    public override long Consumed => _consumed;

    public override int Read(Span<byte> buffer)
    {
        int wanted = (int)Math.Clamp(length - _consumed, 0, buffer.Length);
        int read = wanted == 0 ? 0 : reader.Read(buffer[..wanted], offset + _consumed);
        _consumed += read;
        hash?.Append(buffer[..read]);
        EndReached |= read == 0 && buffer.Length > 0;
        meter?.Add(read);
        return read;
    }

    public override void StopIfAsked() => meter?.Cancellation.ThrowIfCancellationRequested();

    public override void Skip(long count)
    {
        _consumed += count;
        meter?.Add(count);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            reader.Dispose();
        base.Dispose(disposing);
    }
}
