using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace PSLayers.Writing;

/// <summary>Compresses with gzip on all cores. Blocks are compressed each for itself and ended on a byte, so that one behind the other they are one
/// deflate stream in one member (RFC 1951, 1952): every reader takes it, and the bytes are the same however many cores there are.</summary>
internal sealed class GzipWriter : Stream
{
    // Large enough that what a block cannot refer back to hardly counts: under 1 % of the size.
    private const int BlockSize = 1 << 20;

    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    // An empty block that is marked as the last.
    private static readonly byte[] LastBlock = [0x03, 0x00];

    private readonly Stream _target;
    private readonly CompressionLevel _level;
    private readonly Queue<Task<MemoryStream>> _running = new();
    private readonly Crc32 _checksum = new();
    private readonly int _most = Environment.ProcessorCount * 2;
    private byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    private int _filled;
    private uint _length;

    /// <summary>Begins.</summary>
    /// <param name="target">Gets the compressed bytes; it is left open.</param>
    /// <param name="level">How hard to try.</param>
    public GzipWriter(Stream target, CompressionLevel level)
    {
        (_target, _level) = (target, level);
        _target.Write(Header);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _checksum.Append(buffer);
        _length = unchecked(_length + (uint)buffer.Length);
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, BlockSize - _filled);
            buffer[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == BlockSize)
                StartBlock();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is left, and the end of the member.</summary>
    public void Finish()
    {
        if (_filled > 0)
            StartBlock();
        while (_running.Count > 0)
            EndBlock();
        _target.Write(LastBlock);
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        _target.Write(trailer);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        // Where writing broke off, blocks are still at work on their buffers.
        while (_running.TryDequeue(out Task<MemoryStream>? block))
            ((IAsyncResult)block).AsyncWaitHandle.WaitOne();
        base.Dispose(disposing);
    }

    private void StartBlock()
    {
        if (_running.Count == _most)
            EndBlock();
        (byte[] block, int count) = (_block, _filled);
        _running.Enqueue(Task.Run(() => Compress(block, count)));
        (_block, _filled) = (ArrayPool<byte>.Shared.Rent(BlockSize), 0);
    }

    private void EndBlock()
    {
        using MemoryStream compressed = _running.Dequeue().GetAwaiter().GetResult();
        compressed.WriteTo(_target);
    }

    // A flush ends on a byte, and says that more may follow.
    private MemoryStream Compress(byte[] block, int count)
    {
        var compressed = new MemoryStream(count / 2);
        var deflate = new DeflateStream(compressed, _level, leaveOpen: true);
        deflate.Write(block, 0, count);
        deflate.Flush();
        long end = compressed.Length;
        // Its own end is not wanted.
        deflate.Dispose();
        compressed.SetLength(end);
        ArrayPool<byte>.Shared.Return(block);
        return compressed;
    }
}
