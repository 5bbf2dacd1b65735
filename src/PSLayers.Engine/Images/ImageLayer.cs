using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>One layer of an image: a snapshot that holds no open file. What only the layer's bytes can tell is null where they were not read.</summary>
public sealed class ImageLayer : ImageOrLayer
{
    /// <summary>Number of the layer in its image, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>Digest of the uncompressed tar: computed from the layer's bytes where somebody asked for that, else what the config claims.</summary>
    public string? DiffId { get; init; }

    /// <summary>Digest of the blob as stored: computed likewise, else what the manifest claims; null where nothing states one.</summary>
    public string? Digest { get; init; }

    /// <summary>Whether <see cref="DiffId"/> was computed from the layer's bytes, and no claim of config or manifest turned out to be wrong.</summary>
    public bool IsVerified { get; init; }

    /// <summary>Digest that names the stack from the base up to this layer.</summary>
    public string? ChainId { get; init; }

    /// <summary>Media type that the manifest states; null in docker archives.</summary>
    public string? MediaType { get; init; }

    /// <summary>Compression by content: <c>none</c>, <c>gzip</c>, <c>zstd</c>, <c>xz</c> or <c>bzip2</c>; null where the blob is absent or cannot be read.</summary>
    public string? Compression { get; init; }

    /// <summary>Bytes of the regular files and of the targets of symbolic links: what <c>docker history</c> shows.</summary>
    public long? Size { get; init; }

    /// <summary>Bytes of the uncompressed tar.</summary>
    public long? TarSize { get; init; }

    /// <summary>Bytes in the archive; null where the blob is absent.</summary>
    public long? StoredSize { get; init; }

    /// <summary>Entries of the tar, whiteouts among them.</summary>
    public int? EntryCount { get; init; }

    /// <summary>Regular files; further names of a file (hard links) are not counted.</summary>
    public int? FileCount { get; init; }

    /// <summary>Whiteouts and opaque markers.</summary>
    public int? WhiteoutCount { get; init; }

    /// <summary>The instruction that made the layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string? Instruction => CreatedBy is null ? null : Instructions.Clean(CreatedBy);

    /// <summary>When the layer was made; null where the history does not tell.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Whether the blob is in the archive. Foreign layers often are not.</summary>
    public bool Present { get; init; }

    /// <summary>Annotations of the layer's descriptor.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.NoAnnotations;

    /// <summary>Where the blob can be had when it is absent (foreign layers).</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>What is odd about the layer.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; init; } = [];

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    internal override string Archive => Image?.Archive ?? ImagePath;

    /// <summary>Whether <see cref="DiffId"/> was computed, be it another than was claimed.</summary>
    internal bool HasComputedDiffId { get; init; }

    /// <summary>The image that this is a layer of.</summary>
    internal ContainerImage? Image { get; init; }

    /// <summary>Where the layer's bytes are.</summary>
    internal LayerSource? Source { get; init; }

    /// <summary>Number of the layer, and the name of the image.</summary>
    public override string ToString() => $"layer {LayerIndex}: {ImageName}";

    /// <summary>Describes layer <paramref name="index"/> of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="index">Number of the layer, base 0.</param>
    /// <param name="content">The layer's entries; null where they were not read.</param>
    /// <param name="chainBelow">ChainId of the layer below; ignored for the base.</param>
    internal static ImageLayer Of(ContainerImage image, int index, LayerIndex? content, string? chainBelow)
    {
        LayerSource source = image.Layers[index];
        LayerDigests? computed = content?.Digests;
        string? diffId = computed?.DiffId?.ToString() ?? source.DiffId;
        IReadOnlyList<ImageWarning> wrong = computed is null ? [] : source.WrongClaims(index, computed);
        // A layer that broke off has counted only a part: better no figure than a wrong one.
        LayerIndex? whole = content is { Damage: null } ? content : null;
        return new ImageLayer
        {
            LayerIndex = index,
            DiffId = diffId,
            Digest = (computed?.Stored ?? source.Descriptor.Digest)?.ToString(),
            HasComputedDiffId = computed?.DiffId is not null,
            IsVerified = computed?.DiffId is not null && wrong.Count == 0,
            ChainId = Model.ChainId.Next(chainBelow, diffId, index == 0),
            MediaType = source.Descriptor.MediaType,
            Compression = CompressionOf(source.Blob),
            Size = whole?.Size,
            TarSize = whole?.TarSize,
            StoredSize = source.Blob?.Length,
            EntryCount = whole?.Count,
            FileCount = whole?.FileCount,
            WhiteoutCount = whole?.WhiteoutCount,
            CreatedBy = source.History?.CreatedBy,
            Created = source.History?.Created,
            Present = source.Blob is not null,
            Annotations = source.Descriptor.Annotations,
            Urls = source.Descriptor.Urls,
            Warnings = [.. content?.Warnings ?? (source is { Blob: not null, WhyUnread: { } reason } && image.Kind == ImageKind.Image
                ? [new ImageWarning(ImageErrorId.LayerUnreadable, $"The layer {reason}; its entries are not read.")]
                : []), .. wrong],
            ImageName = image.Name,
            ImageId = image.ImageId,
            ImagePath = image.ImagePath,
            Image = image,
            Source = source,
        };
    }

    // Its first bytes tell; where they cannot be read, whoever reads the layer is told why.
    private static string? CompressionOf(Blob? blob)
    {
        try
        {
            return blob?.Compression.Name;
        }
        catch (ImageException)
        {
            return null;
        }
    }
}
