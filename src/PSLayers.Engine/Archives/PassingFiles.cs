using PSLayers.Archives.Json;
using PSLayers.Blobs;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Tar;

namespace PSLayers.Archives;

/// <summary>Takes what is needed of an archive that streams by only once: small documents whole, plain layers as indexes, and of every
/// file the first bytes.</summary>
internal sealed class PassingFiles(ReadLimits limits, ReadMeter meter) : IEntryVisitor
{
    private readonly Dictionary<int, byte[]> _documents = [];
    private readonly Dictionary<int, byte[]> _starts = [];
    private long _documentBytes;

    /// <summary>The layers that came by, by row.</summary>
    public Dictionary<int, LayerIndex> Layers { get; } = [];

    public byte[]? Document(int row) => _documents.GetValueOrDefault(row);

    /// <summary>The first bytes of a file, enough to tell its compression; null where it was empty.</summary>
    public byte[]? StartOf(int row) => _starts.GetValueOrDefault(row);

    public void Visit(LayerIndexBuilder entries, int row, TarInput data, long size)
    {
        ReadOnlySpan<byte> start = data.Peek((int)Math.Min(size, TarHeader.BlockSize));
        bool isTar = start.Length == TarHeader.BlockSize && new TarHeader(start) is var header && (header.IsZero || header.ChecksumIsRight());
        // An ordinary tar is a root file system: its files are data and no layers, and none of them needs remembering.
        if (isTar)
        {
            _starts[row] = start[..CompressionFormat.MagicSize].ToArray();
            Layers[row] = LayerIndexer.Read(new SectionTarInput(data, size), new LayerIndexBuilder(entries.LastPath(), limits), limits, meter, visitor: null);
        }
        else if (size <= limits.DocumentSize && _documentBytes + size <= limits.DocumentTotal && JsonDocuments.StartOf(start) is '{' or '[')
        {
            _documents[row] = data.Peek((int)size).ToArray();
            _documentBytes += size;
        }
        else if (CompressionFormat.Of(start) != CompressionFormat.None)
            _starts[row] = start[..Math.Min(start.Length, CompressionFormat.MagicSize)].ToArray();
    }
}
