using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Limits;

namespace PSLayers.Tar;

/// <summary>The bytes of a tar, read forward: a reader looks at a header in place and skips the data.</summary>
internal abstract class TarInput : IDisposable
{
    private const int PieceSize = 64 << 10;

    /// <summary>The decompressed bytes of a blob as a tar.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="limits">Limits of expansion and memory.</param>
    /// <param name="inSequence">Whether every byte is wanted, so that jumping is no use.</param>
    /// <param name="meter">Told of each stored byte that was read or jumped over.</param>
    /// <param name="recorder">Gets the seek points of compressed bytes; null where nobody wants them.</param>
    public static TarInput Open(Blob blob, ReadLimits limits, bool inSequence, ReadMeter? meter, SeekRecorder? recorder = null) =>
        blob.Compression == CompressionFormat.None && !inSequence
            ? new RandomAccessTarInput(blob.OpenBytes(limits), blob.Length)
            : new ChunkTarInput(blob.OpenChunks(limits, meter, recorder, isWhole: true));

    /// <summary>Offset of the next byte in the tar.</summary>
    public abstract long Position { get; }

    /// <summary>The next bytes, in place; they stay valid until the next call.</summary>
    /// <returns><paramref name="count"/> bytes, or fewer where the tar ends before.</returns>
    public abstract ReadOnlySpan<byte> Peek(int count);

    /// <summary>The next bytes, in place and as many as there are in one piece, and moves on behind them.</summary>
    /// <param name="most">How many there may be.</param>
    /// <returns>At least one byte, or nothing at the end; valid until the next call.</returns>
    public virtual ReadOnlySpan<byte> Take(long most)
    {
        ReadOnlySpan<byte> taken = Peek((int)Math.Min(most, PieceSize));
        Skip(taken.Length);
        return taken;
    }

    /// <summary>Moves on by up to <paramref name="count"/> bytes.</summary>
    /// <returns>How many bytes there were to skip.</returns>
    public abstract long Skip(long count);

    /// <summary>Moves on to the end of the bytes; afterwards <see cref="Position"/> is the size of the tar.</summary>
    public long Drain()
    {
        while (Skip(long.MaxValue - Position) > 0)
        {
        }
        return Position;
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
