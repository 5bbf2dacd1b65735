using System.Buffers.Binary;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Mounting.Erofs;

/// <summary>A file whose data cannot be addressed where it is, and is written behind the metadata: sparse files without their holes.</summary>
internal sealed class CarriedFile
{
    // Of a file with great holes the index stays small: then its chunks are larger.
    private const int MostChunks = 1 << 14;

    // The format has five bits for it.
    private const int MostChunkBits = 31;

    private readonly uint[] _chunks;

    private CarriedFile(int layer, int row, int chunkBits, uint[] chunks, long size)
    {
        (Layer, Row, ChunkBits, _chunks, Size) = (layer, row, chunkBits, chunks, size);
        foreach (uint chunk in chunks)
            DataChunks += chunk == ErofsFormat.NoBlock ? 0 : 1;
    }

    /// <summary>Layer of its entry.</summary>
    public int Layer { get; }

    /// <summary>Row of its entry.</summary>
    public int Row { get; }

    /// <summary>Bytes of the file, holes included.</summary>
    public long Size { get; }

    /// <summary>log2 of the blocks in a chunk.</summary>
    public int ChunkBits { get; }

    /// <summary>Bytes of a chunk.</summary>
    public long ChunkSize => (long)ErofsFormat.BlockSize << ChunkBits;

    /// <summary>Chunks of the file.</summary>
    public int ChunkCount => _chunks.Length;

    /// <summary>Chunks that are no holes.</summary>
    public int DataChunks { get; }

    /// <summary>Blocks that its data takes.</summary>
    public long DataBlocks => (long)DataChunks << ChunkBits;

    /// <summary>The block that its data begins at.</summary>
    public uint Block { get; set; }

    /// <summary>Plans a file.</summary>
    /// <exception cref="ImageException">It cannot be read, or is too large.</exception>
    public static CarriedFile Of(LayeredImage image, int layer, int row)
    {
        long size = image.Tree.Layers[layer]!.Row(row).Size;
        int bits = 3;
        while (size >> (ErofsFormat.BlockBits + bits) >= MostChunks)
            bits++;
        if (bits > MostChunkBits)
            throw new ImageException(ImageErrorId.ImageLimit, $"a file of {size} bytes is larger than the kernel's file system can have; -Driver Fuse shows it", image.Tree.Layers[layer]!.Path(row));
        long chunkSize = (long)ErofsFormat.BlockSize << bits;
        var chunks = new uint[(size + chunkSize - 1) / chunkSize];
        chunks.AsSpan().Fill(ErofsFormat.NoBlock);
        using var reader = new ContentReader(image);
        using EntryStream content = reader.Open(layer, row);
        uint next = 0;
        for (long at = 0; at < size;)
        {
            (bool isHole, long length) = content.At(at);
            long end = Math.Min(at + length, size);
            for (long chunk = at / chunkSize; !isHole && chunk <= (end - 1) / chunkSize; chunk++)
            {
                if (chunks[chunk] == ErofsFormat.NoBlock)
                    chunks[chunk] = next++;
            }
            at = end;
        }
        return new CarriedFile(layer, row, bits, chunks, size);
    }

    /// <summary>Writes where each chunk is.</summary>
    /// <returns>What the inode says of the chunks.</returns>
    public uint WriteIndexes(Span<byte> target)
    {
        for (int i = 0; i < _chunks.Length; i++, target = target[ErofsFormat.ChunkIndexSize..])
            BinaryPrimitives.WriteUInt32LittleEndian(target[4..], _chunks[i] == ErofsFormat.NoBlock ? ErofsFormat.NoBlock : Block + (_chunks[i] << ChunkBits));
        return (uint)ChunkBits | ErofsFormat.ChunkIndexes;
    }

    /// <summary>Writes the data. The holes in a chunk are holes of the file system's file too: a chunk may be far larger than what is in it.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="file">The file system.</param>
    /// <param name="buffer">To copy with.</param>
    public void WriteData(ContentReader reader, Stream file, byte[] buffer)
    {
        using EntryStream content = reader.Open(Layer, Row);
        for (int i = 0; i < _chunks.Length; i++)
        {
            if (_chunks[i] == ErofsFormat.NoBlock)
                continue;
            long start = i * ChunkSize, end = start + Math.Min(ChunkSize, Size - start);
            long target = (Block + ((long)_chunks[i] << ChunkBits)) << ErofsFormat.BlockBits;
            for (long at = start; at < end;)
            {
                (bool isHole, long length) = content.At(at);
                length = Math.Min(length, end - at);
                if (!isHole)
                    Copy(content, at, length, file, target + at - start, buffer);
                at += length;
            }
        }
    }

    private static void Copy(EntryStream content, long at, long length, Stream file, long target, byte[] buffer)
    {
        (content.Position, file.Position) = (at, target);
        for (long left = length; left > 0;)
        {
            Span<byte> piece = buffer.AsSpan(0, (int)Math.Min(buffer.Length, left));
            content.ReadExactly(piece);
            file.Write(piece);
            left -= piece.Length;
        }
    }
}
