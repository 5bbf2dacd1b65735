using System.Buffers;
using System.Collections.Concurrent;
using ZstdSharp;

namespace PSLayers.Writing;

/// <summary>Compresses with zstd. Each block is a frame of its own (RFC 8878): readers go from one to the next, and may begin at any.</summary>
/// <param name="target">Gets the compressed bytes; it is left open.</param>
/// <param name="level">How hard to try, 1 to 19.</param>
internal sealed class ZstdWriter(Stream target, int level) : BlockWriter(target, BlockSizeOf(level))
{
    // Twice the window of the usual levels, so that what a frame cannot refer back to hardly counts. The windows of high levels are larger.
    private const int BlockSize = 4 << 20;
    private const int LargeBlockSize = 16 << 20;
    private const int LargeFrom = 10;

    private readonly ConcurrentBag<Compressor> _compressors = [];
    private bool _isEmpty = true;

    protected override ArraySegment<byte> Compress(ReadOnlySpan<byte> block)
    {
        if (!_compressors.TryTake(out Compressor? compressor))
            compressor = new Compressor(level);
        byte[] room = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(block.Length));
        int count = compressor.Wrap(block, room);
        _compressors.Add(compressor);
        _isEmpty = false;
        return new ArraySegment<byte>(room, 0, count);
    }

    // Nothing is a frame too.
    protected override void WriteEnd()
    {
        if (!_isEmpty)
            return;
        ArraySegment<byte> empty = Compress([]);
        Target.Write(empty);
        ArrayPool<byte>.Shared.Return(empty.Array!);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        while (_compressors.TryTake(out Compressor? compressor))
            compressor.Dispose();
    }

    private static int BlockSizeOf(int level) => level < LargeFrom ? BlockSize : LargeBlockSize;
}
