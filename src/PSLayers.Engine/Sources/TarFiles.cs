using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Sources.Formats;
using PSLayers.Tar;
using PSLayers.Text;

namespace PSLayers.Sources;

/// <summary>The files of a tar, read once: plain tars by jumping, compressed ones in one pass that keeps the documents and indexes the
/// layers as they come by.</summary>
internal sealed class TarFiles : ArchiveFiles
{
    private readonly ByteSource _source;
    private readonly ReadLimits _limits;
    private readonly Blob _stored;
    private readonly PassingFiles? _passed;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<int, SparseSource> _sparse = [];
    private readonly string? _duplicate;
    private ImageException? _damage;
    private Dictionary<BlobPlace, LayerIndex>? _known;

    private TarFiles(string path, Blob stored, ByteSource source, LayerIndex index, PassingFiles? passed, ReadLimits limits)
        : base(path, limits)
    {
        (_stored, _source, Index, _passed, _limits) = (stored, source, index, passed, limits);
        for (int row = 0; row < index.Count; row++)
        {
            if (index.Row(row).Type is not (EntryType.File or EntryType.HardLink or EntryType.SymbolicLink))
                continue;
            string name = index.Path(row)[1..];
            if (!_rows.TryAdd(name, row))
            {
                _rows[name] = row;
                _duplicate ??= name;
            }
        }
    }

    /// <summary>The entries of the tar itself.</summary>
    public LayerIndex Index { get; }

    public override Blob? AsLayer => Index is { Count: > 0, Damage: null } ? Blob.Of(_source, 0, _source.Length, System.IO.Path.GetFileName(Path)) : null;

    public override long Footprint => _stored.Seeks?.Footprint ?? 0;

    public override long DiskFootprint => _stored.Seeks?.DiskFootprint ?? 0;

    public override bool IsFolder => false;

    public override string? LayoutAround => Formats.LayoutAround.Of(Path);

    public override string? OuterCompression => _stored.Compression == CompressionFormat.None ? null : _stored.Compression.Name;

    public override ImageException? Damage => _damage ??= Index.Damage is { } damage ? DamageOf(damage) : null;

    public override IReadOnlyList<ImageWarning> Warnings => _duplicate is null
        ? Index.Warnings
        : [.. Index.Warnings, new ImageWarning(ImageErrorId.DuplicateName, $"{_duplicate} stands in the archive more than once; the last one counts.")];

    public override IEnumerable<string> Names => _rows.Keys;

    /// <summary>Reads the headers of a tar file.</summary>
    public static TarFiles Read(string path, FileSource file, ReadLimits limits, DiskCache? cache, ReadMeter meter)
    {
        string name = System.IO.Path.GetFileName(path);
        Blob stored = Blob.Of(file, 0, file.Length, name);
        meter.Expect(file.Length);
        if (stored.Compression == CompressionFormat.None)
        {
            LayerIndex plain = LayerIndexer.Read(stored, LayerNeeds.Entries, limits, meter);
            return new TarFiles(path, stored, file, plain, null, limits);
        }
        StoredIdentity? kept = stored.Identity?.Within("archive");
        bool isKept = cache?.Wants(kept, stored.Length) == true;
        if (isKept && cache!.Read(kept!, reader => Read(path, stored, reader, limits, meter)) is { } known)
        {
            meter.Add(file.Length);
            return known;
        }
        var passed = new PassingFiles(limits, meter);
        TarFiles files = Pass(path, stored, passed, limits, meter);
        if (isKept && files.Index.Damage is null && files.Index.Footprint <= limits.CacheFileSize)
        {
            cache!.Write(kept!, writer =>
            {
                files.Index.Write(writer);
                stored.Seeks!.Table.Write(writer);
                passed.Write(writer);
            });
        }
        return files;
    }

    private static TarFiles Pass(string path, Blob stored, PassingFiles passed, ReadLimits limits, ReadMeter meter)
    {
        var builder = new LayerIndexBuilder(stored.Name, limits);
        using var recorder = new SeekRecorder(limits);
        LayerIndex index;
        try
        {
            using TarInput input = TarInput.Open(stored, limits, inSequence: true, meter, recorder);
            index = LayerIndexer.Read(input, builder, limits, meter, passed);
        }
        catch (ImageException damage) when (!damage.IsAboutTheFile)
        {
            index = builder.Build(0, damage);
        }
        return Within(path, stored, index, recorder.Build(index.TarSize), passed, limits);
    }

    /// <summary>The first bytes of a file that is no tar, decompressed once, and whether they are all of it.</summary>
    public (byte[] Start, bool IsWhole) Beginning()
    {
        using var start = new MemoryStream();
        bool ends = false;
        try
        {
            using ChunkReader chunks = _stored.OpenChunks(_limits);
            while (start.Length <= FileKind.Sample && !ends)
            {
                ReadOnlyMemory<byte> chunk = chunks.Next();
                ends = chunk.IsEmpty;
                start.Write(chunk.Span[..(int)Math.Min(chunk.Length, FileKind.Sample + 1 - start.Length)]);
            }
        }
        catch (ImageException)
        {
            // What came before is what there is to see.
        }
        return (start.ToArray(), ends);
    }

    // What was written for another session, once more.
    private static TarFiles Read(string path, Blob stored, StoreReader reader, ReadLimits limits, ReadMeter meter)
    {
        LayerIndex index = LayerIndex.Read(reader);
        SeekTable seeks = SeekTable.Read(reader, stored.Length);
        return Within(path, stored, index, seeks, PassingFiles.Read(reader, index.Count, limits, meter), limits);
    }

    private static TarFiles Within(string path, Blob stored, LayerIndex index, SeekTable seeks, PassingFiles passed, ReadLimits limits)
    {
        stored.Seeks = new SeekAccess(seeks, stored.Compression.CanResume, limits);
        return new TarFiles(path, stored, new CompressedSource(stored, index.TarSize, limits), index, passed, limits);
    }

    public override bool Contains(string name) => _rows.ContainsKey(name);

    protected override Blob? Locate(string name)
    {
        if (RowOf(name) is not { } row)
            return null;
        ref readonly LayerRow entry = ref Index.Row(row);
        if ((entry.Flags & RowFlags.Sparse) != 0)
            return Blob.Of(SparseOf(row, name), 0, entry.Size, name);
        long there = Math.Clamp(_source.Length - entry.DataOffset, 0, entry.Size);
        return _passed is not null && _passed.StartOf(row) is { } start
            ? Blob.Of(_source, entry.DataOffset, there, name, start)
            : Blob.Of(_source, entry.DataOffset, there, name);
    }

    // One source for each file, so that images which share a layer have it once.
    private SparseSource SparseOf(int row, string name)
    {
        if (_sparse.TryGetValue(row, out SparseSource? known))
            return known;
        LayerRow entry = Index.Row(row);
        if (Index.HoleBytes(row) > _limits.SparseBytes)
        {
            throw new ImageException(ImageErrorId.ContentTooLarge,
                $"a sparse file of {entry.Size} bytes, mostly holes; at most {_limits.SparseBytes} bytes of holes are read (limit SparseBytes)", name);
        }
        using ByteReader tar = _source.Open();
        return _sparse[row] = new SparseSource(_source, SparseMapReader.Read(tar, entry, _limits, name), entry.Size);
    }

    protected override byte[]? Document(string name)
    {
        if (RowOf(name) is not { } row)
            return null;
        // Half a document is no document, even where the half can be parsed.
        if ((Index.Row(row).Flags & RowFlags.Truncated) != 0)
            throw new ImageException(ImageErrorId.ArchiveTruncated, "the archive ends within this file", name, Index.Row(row).DataOffset);
        return _passed?.Document(row) ?? base.Document(name);
    }

    public override LayerIndex? Known(Blob layer)
    {
        if (layer.Place == new BlobPlace(_source, 0))
            return Index;
        if (_known is null)
        {
            _known = [];
            foreach ((int row, LayerIndex index) in _passed?.Layers ?? [])
                _known[new BlobPlace(_source, Index.Row(row).DataOffset)] = index;
        }
        return _known.GetValueOrDefault(layer.Place);
    }

    public override void Release() => _stored.Seeks?.Release();

    public override ImageException NoImage() => NotAnImage.OfTar(this);

    // The scanner speaks of layers; here the tar is the archive itself. Of what made text of it, it can know nothing.
    private ImageException DamageOf(ImageException damage)
    {
        ImageErrorId id = damage.ErrorId == ImageErrorId.LayerTruncated ? ImageErrorId.ArchiveTruncated : damage.ErrorId;
        bool mayBeText = id is ImageErrorId.ArchiveTruncated or ImageErrorId.TarHeaderCorrupt or ImageErrorId.CompressionCorrupt;
        string? cause = mayBeText ? TextDamage.Of(_stored) : null;
        return cause is null && id == damage.ErrorId ? damage
            : new ImageException(id, cause is null ? damage.Reason : $"{damage.Reason}: {cause}", damage.Member, damage.Offset, damage);
    }

    private int? RowOf(string name)
    {
        string at = Normalize("", name);
        for (int hops = 0; hops <= _limits.LinkHops; hops++)
        {
            if (!_rows.TryGetValue(at, out int row))
                return hops == 0 ? null : throw new ImageException(ImageErrorId.BlobMissing, $"a link leads to {at}, which is not in the archive", name);
            EntryType type = Index.Row(row).Type;
            if (type == EntryType.File)
                return row;
            string target = EntryName.Decode(Index.LinkTarget(row));
            int slash = at.LastIndexOf('/');
            at = type == EntryType.HardLink ? Normalize("", target.TrimStart('/')) : Normalize(slash < 0 ? "" : at[..slash], target);
        }
        throw new ImageException(ImageErrorId.LinkCycle, $"more than {_limits.LinkHops} links lead from one to the next (limit LinkHops)", name);
    }
}
