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
        ArchiveFiles inner = InnerFolder.Of(files);
        IImageFormat format = ImageFormats.All.FirstOrDefault(format => format.Matches(inner)) ?? throw NotAnImage.Of(files);
        var images = new List<ContainerImage>();
        var errors = new List<ImageException>();
        format.Read(inner, images, errors);
        ContainerImageReader.SpellAlike(images);

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
    public override MemoryBudget BudgetFor(ContainerImage image, IEnumerable<LayerSource> layers)
    {
        HashSet<BlobPlace> places = [.. layers.Select(layer => layer.Blob).OfType<Blob>().Select(blob => blob.Place)];
        if (Footprint > _limits.KeptMemory)
        {
            foreach (BlobPlace place in _layers.Keys.Where(place => !places.Contains(place)))
                _layers.TryRemove(place, out _);
            foreach (ContainerImage other in Images.Where(other => other.Identity != image.Identity))
                other.Identity.Forget();
        }
        var budget = new MemoryBudget(_limits.TableMemory);
        budget.Settle(places.Sum(place => _layers.GetValueOrDefault(place)?.Index is { IsCutShort: false } known ? known.Footprint : 0));
        return budget;
    }

    /// <inheritdoc/>
    public override LayerIndex? ReadLayer(LayerSource layer, ReadMeter meter, bool withDiffId = true, MemoryBudget? budget = null)
    {
        if (layer.Blob is not { } blob || !layer.IsTar)
            return null;
        LayerSlot slot = _layers.GetOrAdd(blob.Place, _ => new LayerSlot());
        lock (slot)
        {
            bool needsDiffId = withDiffId && layer.DiffId is null;
            // What was cut short by a passing cause is read again; the piece of it is not kept meanwhile.
            if (slot.Index is { IsCutShort: true })
                slot.Index = null;
            if (slot.Index is null || (needsDiffId && slot.Index.DiffId is null && slot.Index.Damage is null))
                Read(blob, needsDiffId, slot, meter, budget);
            // Layers that images share are one blob each, but not one object.
            blob.Seeks = slot.Seeks;
            return slot.Index;
        }
    }

    /// <inheritdoc/>
    public override long Unread(LayerSource layer) =>
        layer is { Blob: { } blob, IsTar: true } && _layers.GetValueOrDefault(blob.Place)?.Index is null ? blob.Length : 0;

    private void Read(Blob blob, bool withDiffId, LayerSlot slot, ReadMeter meter, MemoryBudget? budget)
    {
        if (slot.Index is null && _cache?.Find(blob) is { } known && (!withDiffId || known.Index.DiffId is not null))
        {
            meter.Add(blob.Length);
            budget?.Take(known.Index.Footprint);
            (slot.Index, slot.Seeks) = known;
            return;
        }
        using SeekRecorder? recorder = blob.Compression.CanResume && slot.Seeks is null ? new SeekRecorder(_limits) : null;
        slot.Index = LayerIndexer.Read(blob, withDiffId, _limits, meter, recorder, budget);
        if (slot.Seeks is null && blob.Compression != CompressionFormat.None)
            slot.Seeks = new SeekAccess(recorder?.Build(slot.Index.TarSize) ?? SeekTable.Empty(slot.Index.TarSize), blob.Compression.CanResume, _limits);
        if (slot.Seeks is not null)
            _cache?.Keep(blob, slot.Index, slot.Seeks);
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
        {
            throw new ImageException(ImageErrorId.NotAnImage, (file.Attributes & FileAttributes.Device) == 0
                ? "the file is empty: what was to write it failed, or has not come to it yet"
                : "this is no regular file; images are read from files and folders");
        }
        return TarFiles.Read(path, new FileSource(file.FullName, FileStamp.Of(file)), limits, cache, meter);
    }

    private sealed class LayerSlot
    {
        public LayerIndex? Index { get; set; }

        public SeekAccess? Seeks { get; set; }
    }
}
