using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Images;

/// <summary>One image of an archive: a snapshot that holds no open file.</summary>
public sealed class ContainerImage : ImageOrView
{
    private IReadOnlyList<ImageWarning> _warnings = [];

    /// <summary>The first tag, else the first twelve digits of the image id, else the archive's name.</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The names that the archive gives the image, for example <c>localhost/app:1.0</c>.</summary>
    public IReadOnlyList<string> Tags { get; internal set; } = [];

    /// <summary>Digest of the config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Digest of the manifest; null where the archive states none (docker archives before docker 25).</summary>
    public string? ManifestDigest { get; internal set; }

    /// <summary><c>os/architecture[/variant][:os.version]</c>; null where neither config nor index says.</summary>
    public string? Platform { get; init; }

    /// <summary>CPU architecture in Go's words, for example <c>amd64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>Operating system in Go's words, for example <c>linux</c>.</summary>
    public string? Os { get; init; }

    /// <summary>When the image was made; null where it does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who made the image.</summary>
    public string? Author { get; init; }

    /// <summary>Form of the archive: <c>docker-archive</c>, <c>docker-legacy</c>, <c>oci-archive</c>, <c>oci-layout</c>, <c>dir</c> or
    /// <c>rootfs</c>; behind a plus sign the compression of the whole file, as in <c>docker-archive+gzip</c>.</summary>
    public string Format { get; init; } = "";

    /// <summary>Image, or which kind of artifact in image form.</summary>
    public ImageKind Kind { get; internal set; }

    /// <summary>Type of the artifact, as its manifest states it; null for images.</summary>
    public string? ArtifactType { get; internal set; }

    /// <summary>Digest of the manifest that an attestation or a signature is about; null for images.</summary>
    public string? Subject { get; internal set; }

    /// <summary>Number of layers.</summary>
    public int LayerCount => Layers.Count;

    /// <summary>Bytes of the layers as they are in the archive, each blob once.</summary>
    public long StoredSize => StoredSizeOf(Layers.Count);

    /// <summary>Bytes of the regular files and of the targets of symbolic links in all layers, as <c>docker history</c> adds up; null unless the layers were read.</summary>
    public long? Size { get; internal set; }

    /// <summary>The config document; null where there is none.</summary>
    public ImageConfig? Config { get; init; }

    /// <summary>Annotations of the manifest and of the index that names it.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; internal set; } = Descriptor.NoAnnotations;

    /// <summary>Platforms that the same index names, but whose images are not in the archive.</summary>
    public IReadOnlyList<string> AbsentPlatforms { get; internal set; } = [];

    /// <summary>What a careful reader should know: oddities and damage that did not keep the image from being read, and claims that turned out to
    /// be wrong since.</summary>
    public IReadOnlyList<ImageWarning> Warnings
    {
        get => Identity.WrongClaims is { Count: > 0 } wrong ? [.. _warnings, .. wrong] : _warnings;
        internal set => _warnings = value;
    }

    /// <summary>Full path of the archive; empty for an edited image, which no archive has.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Whether it was made from other images in this session, and is in no archive until it is exported.</summary>
    public bool IsEdited => Origin is not null;

    /// <summary>What edits took out of the image's layers, a row a layer, with the layer's number at that time; empty where none did.</summary>
    public IReadOnlyList<LayerEdit> Edits { get; internal set; } = [];

    /// <summary>Name of the archive's file or folder, without the folders that it is in.</summary>
    public string ArchiveName => VisibleText.Line(Path.GetFileName(Path.TrimEndingDirectorySeparator(Archive)));

    /// <summary>Full path of the archive that an edited image was made from; null for an image as it is in its archive.</summary>
    internal string? Origin { get; init; }

    /// <summary>When the image was edited; null where it was not. Steps of the history that came with edits have this time.</summary>
    internal DateTimeOffset? EditTime { get; init; }

    // What messages name: that is the archive that is read.
    internal override string Archive => Origin ?? ImagePath;

    /// <summary>What copies of this object share.</summary>
    internal ImageIdentity Identity { get; } = new();

    /// <summary>Where the layers' bytes are, base first.</summary>
    internal IReadOnlyList<LayerSource> Layers { get; init; } = [];

    /// <summary>The documents that the image is read from, outermost first.</summary>
    internal IReadOnlyList<ImageDocument> Documents { get; set; } = [];

    /// <summary>The platform that the index states; null where none does.</summary>
    internal Platform? StatedPlatform { get; set; }

    /// <summary>What reading the image may cost.</summary>
    internal ReadLimits Limits { get; init; } = ReadLimits.Default;

    /// <summary>The manifest's bytes as they are stored; null where the image has none of its own, as in docker's older archives.</summary>
    internal byte[]? RawManifest { get; set; }

    /// <summary>What an artifact's manifest names in place of an image's config, with its bytes; null for images.</summary>
    internal LayerSource? ConfigBlob { get; set; }

    /// <summary>Reads the layers, and remembers what was read once.</summary>
    internal LayerStore? Store { get; set; }

    /// <summary>What it is, and the image's name.</summary>
    public override string ToString() => $"image: {Name}";

    /// <summary>Fills in what the manifest says.</summary>
    internal ContainerImage As(ImageKind kind, string manifestDigest, string? artifactType, string? subject, IReadOnlyDictionary<string, string> annotations)
    {
        (Kind, ManifestDigest, ArtifactType, Subject, Annotations) = (kind, manifestDigest, artifactType, subject, annotations);
        return this;
    }

    /// <summary>Bytes of some layers as they are in the archive, each blob once.</summary>
    /// <param name="count">How many layers, from the base up.</param>
    internal long StoredSizeOf(int count) =>
        Layers.Take(count).Select(layer => layer.Blob).OfType<Blob>().DistinctBy(blob => blob.Place).Aggregate(0L, (sum, blob) => ByteSum.Add(sum, blob.Length));

    /// <summary>This image with the sum of its layers' files filled in.</summary>
    internal ContainerImage WithSize(long size)
    {
        var copy = (ContainerImage)MemberwiseClone();
        copy.Size = size;
        return copy;
    }
}
