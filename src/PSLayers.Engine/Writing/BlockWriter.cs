using System.Buffers;

namespace PSLayers.Writing;

/// <summary>Compresses on all cores: blocks are compressed each for itself, and written in their order. The bytes are the same however many cores
/// there are.</summary>
internal abstract class BlockWriter : Stream
{
    private readonly Queue<Task<ArraySegment<byte>>> _running = new();
    private readonly int _most = Environment.ProcessorCount + 2;
    private readonly int _blockSize;
    private byte[] _block;
    private int _filled;

    /// <summary>Begins.</summary>
    /// <param name="target">Gets the compressed bytes; it is left open.</param>
    /// <param name="blockSize">Bytes of a block.</param>
    protected BlockWriter(Stream target, int blockSize)
    {
        (Target, _blockSize) = (target, blockSize);
        _block = ArrayPool<byte>.Shared.Rent(blockSize);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Gets the compressed bytes.</summary>
    protected Stream Target { get; }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = Math.Min(buffer.Length, _blockSize - _filled);
            buffer[..count].CopyTo(_block.AsSpan(_filled));
            _filled += count;
            buffer = buffer[count..];
            if (_filled == _blockSize)
                StartBlock();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Writes what is left, and the end.</summary>
    public void Finish()
    {
        if (_filled > 0)
            StartBlock();
        while (_running.Count > 0)
            EndBlock();
        WriteEnd();
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Compresses a block; called from any thread.</summary>
    /// <returns>The compressed bytes, in an array of the shared pool.</returns>
    protected abstract ArraySegment<byte> Compress(ReadOnlySpan<byte> block);

    /// <summary>Writes what comes behind the last block.</summary>
    protected virtual void WriteEnd()
    {
    }

    protected override void Dispose(bool disposing)
    {
        // Where writing broke off, blocks are still at work on their buffers.
        while (_running.TryDequeue(out Task<ArraySegment<byte>>? block))
            ((IAsyncResult)block).AsyncWaitHandle.WaitOne();
        base.Dispose(disposing);
    }

    private void StartBlock()
    {
        if (_running.Count == _most)
            EndBlock();
        (byte[] block, int count) = (_block, _filled);
        _running.Enqueue(Task.Run(() =>
        {
            ArraySegment<byte> compressed = Compress(block.AsSpan(0, count));
            ArrayPool<byte>.Shared.Return(block);
            return compressed;
        }));
        (_block, _filled) = (ArrayPool<byte>.Shared.Rent(_blockSize), 0);
    }

    private void EndBlock()
    {
        ArraySegment<byte> compressed = _running.Dequeue().GetAwaiter().GetResult();
        Target.Write(compressed);
        ArrayPool<byte>.Shared.Return(compressed.Array!);
    }
}
