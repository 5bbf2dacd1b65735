using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Json;
using PSLayers.Tar;

namespace PSLayers.Sources;

/// <summary>Takes what is needed of an archive that streams by only once: small documents whole, plain layers as indexes, and of every
/// file the first bytes.</summary>
internal sealed class PassingFiles(ReadLimits limits, ReadMeter meter) : IEntryVisitor
{
    private readonly Dictionary<int, byte[]> _documents = [];
    private readonly Dictionary<int, byte[]> _starts = [];
    private readonly MemoryBudget _budget = new(limits.TableMemory);
    private long _documentBytes;

    /// <summary>The layers that came by, by row.</summary>
    public Dictionary<int, LayerIndex> Layers { get; } = [];

    public byte[]? Document(int row) => _documents.GetValueOrDefault(row);

    /// <summary>The first bytes of a file, enough to tell its compression; null where it was empty.</summary>
    public byte[]? StartOf(int row) => _starts.GetValueOrDefault(row);

    /// <summary>Writes all that was taken; layers must be without damage.</summary>
    public void Write(StoreWriter writer)
    {
        Write(writer, _documents);
        Write(writer, _starts);
        KeyValuePair<int, LayerIndex>[] whole = [.. Layers.Where(layer => layer.Value.Damage is null)];
        writer.Number(whole.Length);
        foreach ((int row, LayerIndex index) in whole)
        {
            writer.Number(row);
            index.Write(writer);
        }
    }

    /// <summary>Reads back what was written.</summary>
    /// <param name="reader">Where it is.</param>
    /// <param name="rows">Number of files in the archive.</param>
    /// <param name="limits">Limits in force.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    /// <exception cref="InvalidDataException">It is nothing of the kind.</exception>
    public static PassingFiles Read(StoreReader reader, int rows, ReadLimits limits, ReadMeter meter)
    {
        var files = new PassingFiles(limits, meter);
        Read(reader, files._documents, rows);
        Read(reader, files._starts, rows);
        for (int left = reader.Count(8); left > 0; left--)
        {
            int row = reader.Number();
            StoreReader.Expect((uint)row < (uint)rows && files.Layers.TryAdd(row, LayerIndex.Read(reader)));
        }
        return files;
    }

    public void Visit(LayerIndexBuilder entries, int row, TarInput data, long size)
    {
        ReadOnlySpan<byte> start = data.Peek((int)Math.Min(size, TarHeader.BlockSize));
        bool isTar = start.Length == TarHeader.BlockSize && new TarHeader(start) is var header && (header.IsZero || header.ChecksumIsRight());
        // An ordinary tar is a root file system: its files are data and no layers, and none of them needs remembering.
        if (isTar)
        {
            _starts[row] = start[..CompressionFormat.MagicSize].ToArray();
            Layers[row] = LayerIndexer.Read(new SectionTarInput(data, size), new LayerIndexBuilder(entries.LastPath(), limits, _budget), limits, meter, visitor: null);
        }
        else if (size <= limits.DocumentSize && _documentBytes + size <= limits.DocumentTotal && JsonDocuments.StartOf(start) is '{' or '[')
        {
            _documents[row] = data.Peek((int)size).ToArray();
            _documentBytes += size;
        }
        else if (CompressionFormat.Of(start) != CompressionFormat.None)
            _starts[row] = start[..Math.Min(start.Length, CompressionFormat.MagicSize)].ToArray();
    }

    private static void Write(StoreWriter writer, Dictionary<int, byte[]> files)
    {
        writer.Number(files.Count);
        foreach ((int row, byte[] content) in files)
        {
            writer.Number(row);
            writer.Block(content);
        }
    }

    private static void Read(StoreReader reader, Dictionary<int, byte[]> files, int rows)
    {
        for (int left = reader.Count(8); left > 0; left--)
        {
            int row = reader.Number();
            StoreReader.Expect((uint)row < (uint)rows && files.TryAdd(row, reader.Block()));
        }
    }
}
