using SharpCompress.Compressors;
using SharpCompress.Compressors.BZip2;

namespace PSLayers.Compression;

/// <summary>Reads bzip2: all streams one after another. The library takes megabytes for each, so empty ones, which a small archive may have by the
/// million, never come to it, and what the others take is counted.</summary>
internal sealed class Bzip2Reader(BufferedInput stored) : Stream
{
    // A block of the stated number of 100,000 bytes, and four for each of them.
    private const int MemoryOfLevel = 500_000;

    private const int EmptySize = 14;

    private Stream? _stream;
    private bool _isBegun;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    // The mark of a stream's end right behind its header, and the checksum of nothing.
    private static ReadOnlySpan<byte> EndOfNothing => [0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0];

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (_stream is not null || NextStream())
        {
            int read = _stream!.Read(buffer, offset, count);
            if (read > 0)
                return read;
            _stream.Dispose();
            _stream = null;
        }
        return 0;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            stored.Dispose();
        }
        base.Dispose(disposing);
    }

    private bool NextStream()
    {
        ReadOnlySpan<byte> header;
        while ((header = stored.Peek(EmptySize)).Length == EmptySize && header.StartsWith("BZh"u8) && header[4..].SequenceEqual(EndOfNothing))
        {
            stored.Take(EmptySize);
            _isBegun = true;
        }
        if (header.IsEmpty && _isBegun)
            return false;
        _isBegun = true;
        stored.Clear(header.Length > 3 && header[3] is >= (byte)'1' and <= (byte)'9' ? (header[3] - '0') * MemoryOfLevel : 0);
        _stream = BZip2Stream.Create(stored, CompressionMode.Decompress, decompressConcatenated: false, leaveOpen: true);
        return true;
    }
}
