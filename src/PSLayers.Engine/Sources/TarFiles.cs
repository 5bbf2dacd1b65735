using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Tar;

namespace PSLayers.Sources;

/// <summary>The files of a tar, read once: plain tars by jumping, compressed ones in one pass that keeps the documents and indexes the
/// layers as they come by.</summary>
internal sealed class TarFiles : ArchiveFiles
{
    private readonly ByteSource _source;
    private readonly ReadLimits _limits;
    private readonly PassingFiles? _passed;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly string? _duplicate;

    private TarFiles(string path, ByteSource source, LayerIndex index, PassingFiles? passed, string? compression, ReadLimits limits)
        : base(path, limits)
    {
        (_source, Index, _passed, OuterCompression, _limits) = (source, index, passed, compression, limits);
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

    /// <summary>The bytes of the tar itself.</summary>
    public Blob Whole => Blob.Of(_source, 0, _source.Length, System.IO.Path.GetFileName(Path));

    public override bool IsFolder => false;

    public override string? OuterCompression { get; }

    /// <summary>What the content of a compressed file that is no tar is compressed with once more.</summary>
    public CompressionFormat InnerCompression { get; private set; } = CompressionFormat.None;

    // The scanner speaks of layers; here the tar is the archive itself.
    public override ImageException? Damage => Index.Damage is { ErrorId: ImageErrorId.LayerTruncated } cut
        ? new ImageException(ImageErrorId.ArchiveTruncated, cut.Reason, cut.Member, cut.Offset, cut)
        : Index.Damage;

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
            return new TarFiles(path, file, plain, null, null, limits);
        }
        bool isKept = cache?.Wants(stored.StoredIdentity, stored.Length) == true;
        string kept = "archive " + stored.StoredIdentity;
        if (isKept && cache!.Read(kept, reader => Read(path, stored, reader, limits, meter)) is { } known)
        {
            meter.Add(file.Length);
            return known;
        }
        var passed = new PassingFiles(limits, meter);
        TarFiles files = Pass(path, stored, passed, limits, meter);
        if (isKept && files.Index.Damage is null && files.Index.Footprint <= limits.CacheFileSize)
        {
            cache!.Write(kept, writer =>
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
        TarFiles files = Within(path, stored, index, recorder.Build(index.TarSize), passed, limits);
        if (index is { Count: 0, Damage: not null })
            files.InnerCompression = CompressionWithin(stored, limits);
        return files;
    }

    private static CompressionFormat CompressionWithin(Blob stored, ReadLimits limits)
    {
        try
        {
            using ChunkReader chunks = stored.OpenChunks(limits);
            return CompressionFormat.Of(chunks.Next().Span);
        }
        catch (ImageException)
        {
            return CompressionFormat.None;
        }
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
        return new TarFiles(path, new CompressedSource(stored, index.TarSize, limits), index, passed, stored.Compression.Name, limits);
    }

    public override bool Contains(string name) => _rows.ContainsKey(name);

    public override Blob? Find(string name)
    {
        if (RowOf(name) is not { } row)
            return null;
        ref readonly LayerRow entry = ref Index.Row(row);
        long there = Math.Clamp(_source.Length - entry.DataOffset, 0, entry.Size);
        return _passed is not null && _passed.StartOf(row) is { } start
            ? Blob.Of(_source, entry.DataOffset, there, name, start)
            : Blob.Of(_source, entry.DataOffset, there, name);
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

    /// <summary>The layers that were indexed while a compressed tar streamed by.</summary>
    public IEnumerable<(long Offset, LayerIndex Index)> PassedLayers() =>
        _passed is null ? [] : _passed.Layers.Select(layer => (Index.Row(layer.Key).DataOffset, layer.Value));

    /// <summary>About how many bytes of memory the seek points of a compressed tar take.</summary>
    public long SeekFootprint => _source is CompressedSource compressed ? compressed.SeekFootprint : 0;

    /// <summary>The source of all blobs of this tar.</summary>
    public ByteSource Source => _source;

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
        throw new ImageException(ImageErrorId.LinkCycle, $"more than {_limits.LinkHops} links lead from one to the next", name);
    }
}
