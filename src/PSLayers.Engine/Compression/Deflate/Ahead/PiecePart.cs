using System.Buffers;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>Output of a piece in one buffer from the shared pool: symbols at first, bytes once the window holds nothing unknown.</summary>
/// <param name="Symbols">The buffer of symbols; null where there are bytes.</param>
/// <param name="Bytes">The buffer of bytes; null where there are symbols. The 32 KiB before the output stand in it as well.</param>
/// <param name="Start">Where the output starts in the buffer.</param>
/// <param name="Length">How much there is.</param>
/// <param name="CompressedEnd">The stored byte at which decoding had arrived.</param>
internal readonly record struct PiecePart(ushort[]? Symbols, byte[]? Bytes, int Start, int Length, long CompressedEnd)
{
    /// <summary>Bytes of memory that the buffer takes.</summary>
    public int Footprint => (Symbols?.Length ?? 0) * sizeof(ushort) + (Bytes?.Length ?? 0);

    /// <summary>Gives the buffer back.</summary>
    public void Release()
    {
        if (Symbols is not null)
            ArrayPool<ushort>.Shared.Return(Symbols);
        if (Bytes is not null)
            ArrayPool<byte>.Shared.Return(Bytes);
    }
}
