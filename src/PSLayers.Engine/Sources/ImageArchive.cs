using System.Collections.Concurrent;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Sources.Formats;
using PSLayers.Tar;

namespace PSLayers.Sources;

/// <summary>An opened archive: which images it holds, and the layers that were read so far. It keeps no file open and may be used by
/// several threads at once.</summary>
internal sealed class ImageArchive : LayerStore
{
    private readonly ConcurrentDictionary<BlobPlace, LayerSlot> _layers = new();
    private readonly ReadLimits _limits;
    private readonly LayerCache? _cache;
    private long _outerFootprint;

    private ImageArchive(string path, ReadLimits limits, DiskCache? cache) =>
        (Path, _limits, _cache) = (path, limits, cache is null ? null : new LayerCache(cache, limits));

    /// <summary>Full path of the file or folder.</summary>
    public string Path { get; }

    /// <summary>The images, in the order of the archive.</summary>
    public IReadOnlyList<ContainerImage> Images { get; private set; } = [];

    /// <summary>Images that the archive names but that could not be read.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; } = [];

    /// <summary>About how many bytes of memory the archive takes.</summary>
    internal long Footprint => 10_000 + _outerFootprint + Images.Sum(image => image.Identity.TreeFootprint)
        + _layers.Values.Sum(slot => (slot.Index?.Footprint ?? 0) + (slot.Seeks?.Footprint ?? 0));

    /// <summary>Opens an archive or a folder; which format it has, its content tells.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <exception cref="ImageException">It is no image, or cannot be read at all.</exception>
    public static ImageArchive Open(string path, ReadMeter? meter = null, ReadLimits? limits = null) => Open(path, cache: null, meter, limits);

    /// <summary>Opens an archive or a folder with the help of what earlier sessions learned of it.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="cache">What they learned of compressed streams; null to read everything anew, and keep nothing.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="limits">What hostile input may cost.</param>
    internal static ImageArchive Open(string path, DiskCache? cache, ReadMeter? meter = null, ReadLimits? limits = null)
    {
        meter ??= new ReadMeter();
        limits ??= ReadLimits.Default;
        ArchiveFiles files = Files(path, limits, cache, meter);
        IImageFormat format = ImageFormats.All.FirstOrDefault(format => format.Matches(files)) ?? throw Unknown(files);
        var images = new List<ContainerImage>();
        var errors = new List<ImageException>();
        format.Read(files, images, errors);

        var archive = new ImageArchive(path, limits, cache);
        foreach (ContainerImage image in images)
        {
            image.Store = archive;
            if (files.Damage is { } damage)
                image.Warnings = [.. image.Warnings, damage.ToWarning()];
        }
        // What the documents miss is then missing because the archive is cut off: one cause, one error.
        if (images.Count == 0 && files.Damage is { } cause)
            errors = [cause];
        if (images.Count == 0 && errors.Count == 0)
            throw new ImageException(ImageErrorId.ManifestMissing, "the archive's manifest names no image");
        (archive.Images, archive.Errors) = (images, errors);
        if (files is TarFiles tar)
            archive.Keep(tar, isRootFileSystem: format is RootFileSystem);
        return archive;
    }

    /// <inheritdoc/>
    public override LayerIndex? ReadLayer(LayerSource layer, ReadMeter meter, LayerNeeds needs = LayerNeeds.Entries)
    {
        if (layer.Blob is not { } blob || !layer.IsTar)
            return null;
        LayerSlot slot = _layers.GetOrAdd(blob.Place, _ => new LayerSlot());
        lock (slot)
        {
            LayerIndex index = slot.Index is null or { Damage.ErrorId: ImageErrorId.ReadFailed } ? Read(blob, needs, layer.Claims, slot, meter) : slot.Index;
            LayerNeeds missing = index.Damage is null ? index.Digests.Missing(needs, layer.Claims) : LayerNeeds.Entries;
            if (missing != LayerNeeds.Entries)
            {
                LayerIndexer.Hash(blob, missing, index.Digests, _limits, meter, layer.Claims);
                _cache?.Keep(blob, index.Digests);
            }
            // Layers that images share are one blob each, but not one object.
            blob.Seeks = slot.Seeks;
            return slot.Index;
        }
    }

    /// <inheritdoc/>
    public override long Unread(LayerSource layer, LayerNeeds needs = LayerNeeds.Entries) => layer is { Blob: { } blob, IsTar: true }
        && (_layers.GetValueOrDefault(blob.Place)?.Index is not { } index || index.Digests.Missing(needs, layer.Claims) != LayerNeeds.Entries) ? blob.Length : 0;

    private LayerIndex Read(Blob blob, LayerNeeds needs, LayerClaims claims, LayerSlot slot, ReadMeter meter)
    {
        LayerDigests? computed = _cache?.FindDigests(blob);
        if (slot.Index is null && _cache?.Find(blob) is { } known)
        {
            if (computed is not null)
                known.Index.Digests.Adopt(computed);
            meter.Add(blob.Length);
            (slot.Index, slot.Seeks) = known;
            return known.Index;
        }
        if (computed is not null)
            needs = computed.Missing(needs, claims) | (needs & LayerNeeds.Fingerprints);
        using SeekRecorder? recorder = blob.Compression.CanResume && slot.Seeks is null ? new SeekRecorder(_limits) : null;
        LayerIndex index = LayerIndexer.Read(blob, needs, _limits, meter, recorder, claims);
        bool isNew = index.DiffId is not null || index.Digests.Stored is not null;
        if (computed is not null)
            index.Digests.Adopt(computed);
        if (isNew)
            _cache?.Keep(blob, index.Digests);
        slot.Index = index;
        if (slot.Seeks is null && blob.Compression != CompressionFormat.None)
            slot.Seeks = new SeekAccess(recorder?.Build(index.TarSize) ?? SeekTable.Empty(index.TarSize), blob.Compression.CanResume, _limits);
        if (slot.Seeks is not null)
            _cache?.Keep(blob, index, slot.Seeks);
        return index;
    }

    // What was read already while the archive was opened need not be read again.
    private void Keep(TarFiles tar, bool isRootFileSystem)
    {
        _outerFootprint = tar.SeekFootprint;
        if (isRootFileSystem)
        {
            _layers[new BlobPlace(tar.Source, 0)] = new LayerSlot { Index = tar.Index };
            return;
        }
        foreach ((long offset, LayerIndex index) in tar.PassedLayers())
            _layers[new BlobPlace(tar.Source, offset)] = new LayerSlot { Index = index };
    }

    private static ArchiveFiles Files(string path, ReadLimits limits, DiskCache? cache, ReadMeter meter)
    {
        if (Directory.Exists(path))
            return new FolderFiles(path, limits);
        var info = new FileInfo(path);
        FileSystemInfo target = FileErrors.Translate(() => info.ResolveLinkTarget(returnFinalTarget: true) ?? info);
        if (target is not FileInfo { Exists: true } file)
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such file or folder");
        if (file.Length == 0)
            throw new ImageException(ImageErrorId.NotAnImage, "the file is empty, or it is no regular file");
        return TarFiles.Read(path, new FileSource(file.FullName, FileStamp.Of(file)), limits, cache, meter);
    }

    private static ImageException Unknown(ArchiveFiles files)
    {
        if (files.IsFolder)
            return new ImageException(ImageErrorId.NotAnImage, "the folder has neither index.json nor manifest.json");
        var tar = (TarFiles)files;
        if (tar.Damage is { } damage)
            return Damaged(tar, damage);
        return RootFileSystem.LooksLikeImage(files)
            ? new ImageException(ImageErrorId.ManifestMissing, "the archive has blobs or layers, but neither manifest.json nor index.json")
            : new ImageException(ImageErrorId.NotAnImage, "the archive is empty");
    }

    private static ImageException Damaged(TarFiles tar, ImageException damage)
    {
        // A decompressor's complaint has an inner cause, the tar scanner's has none: only the latter means that this is no tar.
        if (tar.Index is { Count: 0, Damage.InnerException: null } && damage.ErrorId is ImageErrorId.TarHeaderCorrupt or ImageErrorId.ArchiveTruncated)
        {
            string what = tar.OuterCompression is null ? "the file is no tar"
                : tar.InnerCompression == CompressionFormat.None ? $"the file is {tar.OuterCompression}, but its content is no tar"
                : $"the file is {tar.OuterCompression}, and its content is compressed once more ({tar.InnerCompression.Name})";
            return new ImageException(ImageErrorId.NotAnImage, $"{what} ({damage.Reason})", offset: damage.Offset, inner: damage);
        }
        return new ImageException(damage.ErrorId, $"{damage.Reason}; no manifest is among the {tar.Index.Count} entries before", offset: damage.Offset, inner: damage);
    }

    private sealed class LayerSlot
    {
        public LayerIndex? Index { get; set; }

        public SeekAccess? Seeks { get; set; }
    }
}
