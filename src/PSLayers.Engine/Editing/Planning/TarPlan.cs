using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Editing.Planning;

/// <summary>Which entries of an image's layers a new tar has, and in which order: first those that are made, then the kept ones, lower layers
/// first and each in the order of its tar, so that a compressed layer is decompressed once. What is kept is kept as it stands, headers and all;
/// neighbours are one piece.</summary>
/// <param name="image">The image.</param>
internal sealed class TarPlan(LayeredImage image)
{
    private const int CheckEvery = 8192;
    private const int PieceFootprint = 100;
    private const int PlannedFootprint = 300;

    private readonly bool[]?[] _kept = new bool[image.Layers.Count][];
    private readonly Dictionary<(int Layer, int Row), List<RenamedEntry>> _renamed = [];
    private readonly Dictionary<(int Layer, int Row), List<EntryHeader>> _made = [];
    private readonly List<Func<Headers, ReadOnlyMemory<byte>>> _front = [];
    private readonly MemoryBudget _budget = new(image.Limits.TableMemory);

    /// <summary>Puts a new entry without data in front of all others.</summary>
    public void PutFirst(EntryHeader entry)
    {
        _budget.Take(PlannedFootprint + entry.Name.Length);
        _front.Add(_ => TarHeaderWriter.Headers(entry));
    }

    /// <summary>Puts an entry without data in front of all others, by another name.</summary>
    public void PutFirst(RenamedEntry entry)
    {
        _budget.Take(PlannedFootprint + entry.Name.Length);
        _front.Add(headers => headers.Of(entry));
    }

    /// <summary>Keeps an entry as it stands.</summary>
    public void Keep(int layer, int row) => Rows(layer)[row] = true;

    /// <summary>Puts an entry with other headers at the place of an entry of a layer, behind what is kept there and what was put there before.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="row">The row whose place it is.</param>
    /// <param name="entry">The entry.</param>
    public void Put(int layer, int row, RenamedEntry entry)
    {
        _budget.Take(PlannedFootprint + entry.Name.Length + (entry.Link?.Length ?? 0));
        Rows(layer);
        if (!_renamed.TryGetValue((layer, row), out List<RenamedEntry>? there))
            _renamed.Add((layer, row), there = []);
        there.Add(entry);
    }

    /// <summary>Puts a new entry without data at the place of an entry of a layer, behind what is kept there.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="row">The row whose place it is.</param>
    /// <param name="entry">The entry.</param>
    public void Put(int layer, int row, EntryHeader entry)
    {
        _budget.Take(PlannedFootprint + entry.Name.Length);
        Rows(layer);
        if (!_made.TryGetValue((layer, row), out List<EntryHeader>? there))
            _made.Add((layer, row), there = []);
        there.Add(entry);
    }

    /// <summary>The tar. Its memory grows with the number of its pieces, never with the sizes of files.</summary>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">A layer is absent, or its headers cannot be read.</exception>
    public SplicedSource Build(CancellationToken cancellation)
    {
        var tar = new SplicedSource.Builder();
        using var headers = new Headers(image);
        foreach (Func<Headers, ReadOnlyMemory<byte>> first in _front)
        {
            cancellation.ThrowIfCancellationRequested();
            Add(tar, first(headers));
        }
        for (int layer = 0; layer < _kept.Length; layer++)
        {
            if (_kept[layer] is not { } rows)
                continue;
            for (int row = 0; row < rows.Length; row++)
            {
                if (row % CheckEvery == 0)
                    cancellation.ThrowIfCancellationRequested();
                if (rows[row])
                    AddEntry(tar, headers, layer, row, Index(layer).Row(row).HeaderOffset);
                if (_made.Count > 0 && _made.TryGetValue((layer, row), out List<EntryHeader>? made))
                    made.ForEach(entry => Add(tar, TarHeaderWriter.Headers(entry)));
                if (_renamed.Count == 0 || !_renamed.TryGetValue((layer, row), out List<RenamedEntry>? renamed))
                    continue;
                foreach (RenamedEntry entry in renamed)
                {
                    Add(tar, headers.Of(entry));
                    if (entry.HasData)
                        AddEntry(tar, headers, entry.Layer, entry.Row, Index(entry.Layer).Row(entry.Row).DataOffset);
                }
            }
            headers.Close(layer);
        }
        tar.Add(TarHeaderWriter.EndMark);
        return tar.Build();
    }

    private LayerIndex Index(int layer) => image.Tree.Layers[layer]!;

    private bool[] Rows(int layer) => _kept[layer] ??= new bool[Index(layer).Count];

    private void Add(SplicedSource.Builder tar, ReadOnlyMemory<byte> bytes)
    {
        _budget.Take(PieceFootprint + bytes.Length);
        tar.Add(bytes);
    }

    private void AddEntry(SplicedSource.Builder tar, Headers headers, int layer, int row, long start)
    {
        long end = Index(layer).Row(row).DataOffset + headers.DataSize(layer, row);
        long padded = (end + TarHeader.BlockSize - 1) & -TarHeader.BlockSize;
        // The last file's padding may be missing.
        long there = Math.Min(padded, Math.Max(end, Index(layer).TarSize));
        tar.Add(headers.Tar(layer), start, there - start);
        tar.Add(TarHeaderWriter.EndMark[..(int)(padded - there)]);
    }

    // The headers as they stand in the layers. Each layer is read forward.
    private sealed class Headers(LayeredImage image) : IDisposable
    {
        private readonly ByteSource?[] _tars = new ByteSource?[image.Layers.Count];
        private readonly ByteReader?[] _open = new ByteReader?[image.Layers.Count];

        public ByteSource Tar(int layer) => _tars[layer] ??= BlobOf(layer).Plain(image.Tree.Layers[layer]!.TarSize, image.Limits);

        public ReadOnlySpan<byte> Of(int layer, int row)
        {
            LayerRow entry = image.Tree.Layers[layer]!.Row(row);
            var headers = new byte[(int)(entry.DataOffset - entry.HeaderOffset)];
            int read = (_open[layer] ??= Tar(layer).Open()).ReadFully(headers, entry.HeaderOffset);
            return read == headers.Length ? headers
                : throw new ImageException(ImageErrorId.LayerTruncated, $"expected headers of {headers.Length} bytes, but the layer ends after {read}", BlobOf(layer).Name, entry.HeaderOffset);
        }

        public byte[] Of(RenamedEntry entry) => new StoredHeaders(Of(entry.Layer, entry.Row), BlobOf(entry.Layer).Name).With(entry.Name, entry.Link, entry.Attributes);

        public long DataSize(int layer, int row)
        {
            LayerIndex index = image.Tree.Layers[layer]!;
            ref readonly LayerRow entry = ref index.Row(row);
            switch (entry.Type)
            {
                case EntryType.File when (entry.Flags & RowFlags.Sparse) == 0:
                    return entry.Size;
                case EntryType.HardLink or EntryType.SymbolicLink or EntryType.CharacterDevice or EntryType.BlockDevice or EntryType.Fifo:
                    return 0;
                // Entries mostly stand close together, and then there is no data between; else the headers tell.
                default:
                    bool isClose = row + 1 < index.Count && index.Row(row + 1).HeaderOffset == entry.DataOffset;
                    return isClose ? 0 : new StoredHeaders(Of(layer, row), BlobOf(layer).Name).DataSize;
            }
        }

        public void Close(int layer)
        {
            _open[layer]?.Dispose();
            _open[layer] = null;
        }

        public void Dispose()
        {
            for (int layer = 0; layer < _open.Length; layer++)
                Close(layer);
        }

        private Blob BlobOf(int layer) => image.Image.Layers[layer].Blob
            ?? throw image.Image.Layers[layer].Refusal ?? new ImageException(ImageErrorId.BlobMissing, $"layer {layer} is not in the archive");
    }
}
