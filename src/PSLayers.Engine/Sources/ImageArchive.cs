using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Sources.Formats;

namespace PSLayers.Sources;

/// <summary>An opened archive: which images it holds, and the layers that were read so far. It keeps no file open and may be used by
/// several threads at once.</summary>
internal sealed class ImageArchive : LayerStore
{
    private readonly ReadLayers _layers;
    private readonly ReadLimits _limits;
    private readonly ArchiveFiles _files;

    private ImageArchive(string path, ArchiveFiles files, ReadLimits limits, DiskCache? cache) =>
        (Path, _files, _limits, _layers) = (path, files, limits, new ReadLayers(limits, cache is null ? null : new LayerCache(cache, limits)));

    /// <summary>Full path of the file or folder.</summary>
    public string Path { get; }

    /// <summary>The images, in the order of the archive.</summary>
    public IReadOnlyList<ContainerImage> Images { get; private set; } = [];

    /// <summary>Images that the archive names but that could not be read.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; } = [];

    /// <summary>About how many bytes of memory the archive takes.</summary>
    internal long Footprint => 10_000 + _files.Footprint + Images.Sum(image => image.Identity.TreeFootprint) + _layers.Footprint;

    /// <summary>Bytes of temporary files that were made for the archive's readers.</summary>
    internal long DiskFootprint => _files.DiskFootprint + _layers.DiskFootprint;

    /// <summary>Ends what was made for the archive's readers on disk. Those that are at work go on; later ones decode anew.</summary>
    internal void Release()
    {
        _files.Release();
        _layers.Release();
    }

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
        ArchiveFiles files = ImageSources.Of(path).Open(path, limits, cache, meter);
        files.Cancellation = meter.Cancellation;
        ArchiveFiles inner = InnerFolder.Of(files);
        inner.Cancellation = meter.Cancellation;
        IImageFormat format = ImageFormats.All.FirstOrDefault(format => format.Matches(inner)) ?? throw files.NoImage();
        var images = new List<ContainerImage>();
        var errors = new List<ImageException>();
        format.Read(inner, images, errors);
        ContainerImageReader.SpellAlike(images);

        var archive = new ImageArchive(path, files, limits, cache);
        foreach (ContainerImage image in images)
        {
            image.Store = archive;
            if (files.Damage is { } damage)
                image.Warnings = [.. image.Warnings, damage.ToWarning()];
        }
        // What the documents miss is then missing because the archive is cut off: one cause, one error.
        if (images.Count == 0 && files.Damage is { } cause)
            errors = [cause];
        errors = ImageException.OneOfAKind(errors, limits.Warnings);
        if (images.Count == 0 && errors.Count == 0)
            throw new ImageException(ImageErrorId.ManifestMissing, "the archive's manifest names no image");
        (archive.Images, archive.Errors) = (images, errors);
        // What was read already while the archive was opened need not be read again.
        foreach (Blob blob in images.SelectMany(image => image.Layers).Select(layer => layer.Blob).OfType<Blob>())
        {
            if (files.Known(blob) is { } index)
                archive._layers.Add(blob, index);
        }
        return archive;
    }

    /// <inheritdoc/>
    public override MemoryBudget BudgetFor(ContainerImage image, IEnumerable<LayerSource> layers)
    {
        HashSet<BlobPlace> places = [.. layers.Select(layer => layer.Blob).OfType<Blob>().Select(blob => blob.Place)];
        if (Footprint > _limits.KeptMemory)
        {
            _layers.KeepOnly(places);
            foreach (ContainerImage other in Images.Where(other => other.Identity != image.Identity))
                other.Identity.Forget();
        }
        var budget = new MemoryBudget(_limits.TableMemory);
        budget.Settle(places.Sum(_layers.Known));
        return budget;
    }

    /// <inheritdoc/>
    public override LayerIndex? ReadLayer(LayerSource layer, ReadMeter meter, LayerNeeds needs = LayerNeeds.Entries, MemoryBudget? budget = null) =>
        _layers.Read(layer, meter, needs, budget);

    /// <inheritdoc/>
    public override IEnumerable<string> Unreferenced() => _files.Unreferenced();

    /// <inheritdoc/>
    public override long Unread(LayerSource layer, LayerNeeds needs = LayerNeeds.Entries) => _layers.Unread(layer, needs);

    /// <inheritdoc/>
    public override long Known(LayerSource layer) => layer.Blob is { } blob ? _layers.Known(blob.Place) : 0;
}
