using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Sources.Json;
using PSLayers.Tar;

namespace PSLayers.Writing.Archives;

/// <summary>An image on its way into an archive: which blobs it needs, and then its config and manifest, which stay as they are if what they say stays
/// true.</summary>
internal sealed class ExportedImage
{
    // Forms that the image specification has no media type for are packed anew where a manifest has to be made.
    private static readonly LayerPacking Usual = new(LayerCompression.Gzip);

    private readonly ExportOptions _options;
    private readonly ManifestDocument? _stated;

    /// <summary>Begins.</summary>
    /// <param name="image">The image.</param>
    /// <param name="options">How it is written.</param>
    /// <exception cref="ImageException">Not all of it is there.</exception>
    public ExportedImage(ContainerImage image, ExportOptions options)
    {
        (Image, _options, Tags) = (image, options, image.Tags);
        _stated = image.RawManifest is { } raw ? JsonDocuments.Manifest(raw, image.ManifestDigest ?? "manifest") : null;
        Layers = [.. image.Layers.Select(BlobOf)];
        if (image.ConfigBlob is { } config)
            ConfigBlob = new LayerBlob(config, LayerPacking.AsStored, image.Limits);
    }

    /// <summary>The image.</summary>
    public ContainerImage Image { get; }

    /// <summary>Its names.</summary>
    public IReadOnlyList<string> Tags { get; private set; }

    /// <summary>The layers, base first; null for one that is to be fetched from elsewhere.</summary>
    public IReadOnlyList<LayerBlob?> Layers { get; }

    /// <summary>The config of an artifact; null for images.</summary>
    public LayerBlob? ConfigBlob { get; }

    /// <summary>All that is written before the documents.</summary>
    public IEnumerable<LayerBlob> Blobs => ConfigBlob is null ? Layers.OfType<LayerBlob>() : Layers.OfType<LayerBlob>().Append(ConfigBlob);

    /// <summary>The image's config with its digest; null for artifacts.</summary>
    public (Digest Digest, byte[] Content)? Config { get; private set; }

    /// <summary>The manifest.</summary>
    public byte[] Manifest { get; private set; } = [];

    /// <summary>Its digest.</summary>
    public Digest ManifestDigest { get; private set; }

    /// <summary>Its media type.</summary>
    public string ManifestType { get; private set; } = MediaTypes.Manifest;

    /// <summary>DiffIds of the layers, base first.</summary>
    public IReadOnlyList<string> DiffIds { get; private set; } = [];

    /// <summary>Whether it is known already that the manifest cannot stay.</summary>
    public bool WillChange => Image.RawManifest is null || (Image.Kind == ImageKind.Image && (_options.Timestamp is not null || Layers.Any(blob => blob?.Packing is not null)));

    /// <summary>Whether the manifest is the one of the source.</summary>
    public bool IsUnchanged { get; private set; }

    /// <summary>What was found wrong, or is otherwise than before.</summary>
    public List<ImageWarning> Warnings { get; } = [];

    /// <summary>The entry of an index.</summary>
    public IndexEntry Entry => new(ManifestType, ManifestDigest, Manifest.Length) { ArtifactType = ArtifactType, Platform = PlatformOf() };

    private string? ArtifactType => _stated?.ArtifactType;

    /// <summary>Makes config and manifest, once the layers are written.</summary>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public void Finish(ReadMeter meter)
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            if (Layers[i] is { Written: { } written } blob)
                Warnings.AddRange(blob.Layer.WrongClaims(i, new LayerDigests { DiffId = written.DiffId, Stored = blob.Packing is null ? written.Digest : null }));
        }
        if (Image.Kind == ImageKind.Image)
            MakeConfig(meter);
        if (_options is { Format: ImageFormat.DockerArchive, NewTags.Count: 0 } && Image.Kind == ImageKind.Image && Image.Tags.FirstOrDefault(IndexEntry.IsTagAlone) is { } tag)
            Warnings.Add(new ImageWarning(ImageErrorId.ValueIgnored, $"The name '{tag}' is a tag without a repository, and no name for docker; -NewTag gives one."));
        if (Image.RawManifest is { } raw && StaysTrue())
        {
            bool isNamed = Digest.TryParse(Image.ManifestDigest, out Digest named) && named.Matches(raw);
            (Manifest, ManifestDigest, ManifestType, IsUnchanged) = (raw, isNamed ? named : Digest.Of(raw), _stated!.MediaType ?? MediaTypes.Manifest, true);
            return;
        }
        Manifest = ManifestDocumentOf.Image(this, _stated, AnnotationsOf());
        ManifestDigest = Digest.Of(Manifest);
    }

    /// <summary>Gives it further names.</summary>
    public void AddTags(IEnumerable<string> tags) => Tags = [.. Tags.Union(tags)];

    /// <summary>The names that it is written with. A new one without a tag is the latest, as docker has it.</summary>
    public IEnumerable<string> NamesIn(ExportOptions options) =>
        options.NewTags.Count == 0 ? Tags : options.NewTags.Select(name => ImageReference.SplitTag(name).Tag is null ? name + ":latest" : name);

    /// <summary>What a manifest says of a layer.</summary>
    public Descriptor DescriptorOf(int layer)
    {
        Descriptor stated = Image.Layers[layer].Descriptor;
        if (Layers[layer] is not { Written: { } written } blob)
            return stated;
        string type = TypeOf(stated.MediaType, written.Compression, blob.Layer.IsTar);
        // What tells where things are within the stored bytes is true no more.
        IReadOnlyDictionary<string, string> annotations = blob.Packing is null ? stated.Annotations
            : stated.Annotations.Where(pair => !IsAboutBytes(pair.Key)).ToDictionary();
        return new Descriptor(type, written.Digest, written.Length, annotations, stated.Urls);
    }

    private LayerBlob? BlobOf(LayerSource layer, int number)
    {
        if (layer is { Blob: null, Refusal: null, Descriptor.Digest: not null } && (MediaTypes.IsForeign(layer.Descriptor.MediaType) || layer.Descriptor.Urls.Count > 0))
        {
            return _options.Format != ImageFormat.DockerArchive || Image.Kind != ImageKind.Image ? null : throw new ImageException(ImageErrorId.BlobMissing,
                $"layer {number} is to be fetched from elsewhere, and a docker archive has to hold all layers; the OCI forms name it", layer.Descriptor.Digest?.ToString());
        }
        if (Image.Kind == ImageKind.Image && !layer.IsTar && _options.Format == ImageFormat.DockerArchive)
            throw new ImageException(ImageErrorId.LayerUnreadable, $"layer {number} {layer.WhyUnread}, and a docker archive has plain tars; the OCI forms take it");
        Blob blob = LayerFile.BlobOf(layer);
        bool hasType = Image.RawManifest is not null || !layer.IsTar || blob.Compression.Name is "none" or "gzip" or "zstd";
        LayerPacking packing = hasType || _options.Packing.Compression != LayerCompression.AsStored ? _options.Packing : Usual;
        return new LayerBlob(layer, Image.Kind == ImageKind.Image ? packing : LayerPacking.AsStored, Image.Limits);
    }

    private void MakeConfig(ReadMeter meter)
    {
        DiffIds = [.. Layers.Select((blob, i) => DiffIdOf(blob, i, meter))];
        ImageConfig? stated = Image.Config;
        DateTimeOffset? time = _options.Timestamp;
        if (stated is not null && time is null && stated.DiffIds.SequenceEqual(DiffIds))
        {
            byte[] same = stated.RawBytes.ToArray();
            Config = (_stated?.Config is { } descriptor && Digest.TryParse(descriptor.Digest, out Digest named) && named.Matches(same) ? named : Digest.Of(same), same);
            return;
        }
        byte[] content = ConfigDocumentOf.Image(Image, DiffIds, time);
        Config = (Digest.Of(content), content);
        if (stated is null)
            Warnings.Add(new ImageWarning(ImageErrorId.ManifestMissing, $"{Image.Name} had no config; it got one for {Image.Platform ?? "linux/amd64"}."));
    }

    private string DiffIdOf(LayerBlob? blob, int layer, ReadMeter meter)
    {
        string? diffId = blob?.Written?.DiffId?.ToString() ?? Image.Layers[layer].DiffId;
        if (diffId is not null)
            return diffId;
        if (blob is null || !blob.Layer.IsTar)
            throw new ImageException(ImageErrorId.BlobMissing, $"nothing tells the DiffId of layer {layer}, and its bytes are not there");
        var digests = new LayerDigests();
        LayerIndexer.Hash(blob.Blob, LayerNeeds.DiffId, digests, Image.Limits, meter, blob.Layer.Claims);
        return digests.DiffId!.Value.ToString();
    }

    // Whether all that the manifest says is what was written.
    private bool StaysTrue()
    {
        for (int i = 0; i < Layers.Count; i++)
        {
            Descriptor stated = Image.Layers[i].Descriptor;
            if (Layers[i] is { Written: { } written } blob && (blob.Packing is not null || written.Digest != stated.Digest || written.Length != stated.Size))
                return false;
        }
        if (Config is { } config)
            return _stated?.Config is { } descriptor && descriptor.Digest == config.Digest.ToString() && descriptor.Size?.Value == config.Content.Length;
        return ConfigBlob is not { Written: { } artifact } || artifact.Digest == ConfigBlob.Layer.Descriptor.Digest;
    }

    // Annotations of a made manifest: those of the old one; of an edited image all but the names that an index gave it.
    private IEnumerable<KeyValuePair<string, string>> AnnotationsOf() => _stated is not null
        ? _stated.Annotations ?? []
        : Image.Annotations.Where(pair => pair.Key is not (IndexEntry.FullName or IndexEntry.RefName) && !pair.Key.StartsWith("vnd.docker.reference.", StringComparison.Ordinal));

    private PlatformDocument? PlatformOf() => Image.StatedPlatform is { } stated ? DocumentOf(stated)
        : Image.Config is { } config && Platform.Of(config.Os, config.Architecture, config.Variant, config.OsVersion) is { } own ? DocumentOf(own)
        : null;

    private static PlatformDocument DocumentOf(Platform platform) => new(platform.Architecture, platform.Os, platform.Variant, platform.OsVersion);

    private static bool IsAboutBytes(string annotation) =>
        annotation.StartsWith("containerd.io/snapshot/stargz/", StringComparison.Ordinal) || annotation.StartsWith("io.github.containers.zstd-chunked.", StringComparison.Ordinal)
        || annotation.StartsWith("io.containers.estargz.", StringComparison.Ordinal);

    private static string TypeOf(string? stated, string compression, bool isTar)
    {
        if (!isTar && stated is not null)
            return stated;
        string type = MediaTypes.IsForeign(stated) ? MediaTypes.ForeignLayer : MediaTypes.Layer;
        return compression is "gzip" or "zstd" ? $"{type}+{compression}" : type;
    }
}
