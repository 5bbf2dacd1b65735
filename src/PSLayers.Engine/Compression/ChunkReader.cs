using System.Buffers;

namespace PSLayers.Compression;

/// <summary>Bytes that come in pieces, each where its producer has it: no copy between a decompressor and who looks at its output.</summary>
internal abstract class ChunkReader : IDisposable
{
    /// <summary>The next piece; empty at the end. It stays valid until the next call.</summary>
    public abstract ReadOnlyMemory<byte> Next();

    /// <summary>What is odd about the stored bytes although all that could be read was; known at the end, else null.</summary>
    public virtual string? Oddity => null;

    /// <inheritdoc/>
    public abstract void Dispose();
}

/// <summary>The pieces of a stream.</summary>
internal sealed class StreamChunkReader(Stream stream) : ChunkReader
{
    private const int PieceSize = 128 << 10;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(PieceSize);

    public override ReadOnlyMemory<byte> Next() => _buffer.AsMemory(0, stream.Read(_buffer, 0, PieceSize));

    public override void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        stream.Dispose();
    }
}
