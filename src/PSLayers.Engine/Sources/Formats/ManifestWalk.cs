using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>Walks from an index through nested indexes to the manifests and makes an image, or an artifact, of each.</summary>
internal sealed class ManifestWalk(
    ArchiveFiles files, string format, Func<Digest, Blob?> find, List<ContainerImage> images, List<ImageException> errors)
{
    private const string ReferenceType = "vnd.docker.reference.type";
    private const string ReferenceDigest = "vnd.docker.reference.digest";
    private const string AttestationType = "attestation-manifest";

    private readonly Dictionary<Digest, ContainerImage> _seen = [];
    private readonly HashSet<Digest> _open = [];
    private readonly List<ImageDocument> _documents = [];
    private readonly List<ImageException> _absent = [];
    private SortedSet<string> _absentPlatforms = new(StringComparer.Ordinal);
    private bool _hasAbsentPlatforms;
    private int _manifests;

    /// <summary>Reads the outermost index of a layout.</summary>
    public void ReadIndex(byte[] json, string name)
    {
        var warnings = new List<ImageWarning>();
        ManifestDocument index = DocumentOf(json, name, warnings, isOutermost: true);
        if (index.Manifests is null)
            throw new ImageException(ImageErrorId.ManifestMissing, "the index has no list of manifests", name);
        _documents.Add(new ImageDocument("index", name, json));
        ReadEntries(index, name, depth: 0, inherited: []);
        Warn(images, warnings);
        Finish();
    }

    /// <summary>Reads a manifest, or an index, that no index names.</summary>
    public void ReadManifest(byte[] json, string name)
    {
        var warnings = new List<ImageWarning>();
        ManifestDocument document = DocumentOf(json, name, warnings);
        if (document.Manifests is null)
            images.Add(ReadImage(document, json, name, Digest.Of(json), null, warnings).Named([]));
        else
        {
            _documents.Add(new ImageDocument("index", name, json));
            ReadEntries(document, name, depth: 0, inherited: []);
            Warn(images, warnings);
        }
        Finish();
    }

    private void ReadEntries(ManifestDocument index, string name, int depth, IReadOnlyList<string> inherited)
    {
        if (depth >= files.Limits.IndexDepth)
            throw new ImageException(ImageErrorId.CountLimit, $"indexes are nested more than {files.Limits.IndexDepth} deep (limit IndexDepth)", name);
        int first = images.Count;
        SortedSet<string> outer = _absentPlatforms;
        _absentPlatforms = new SortedSet<string>(StringComparer.Ordinal);
        foreach (DescriptorDocument? entry in index.Manifests!)
        {
            if (++_manifests > files.Limits.Manifests)
                throw new ImageException(ImageErrorId.CountLimit, $"more than {files.Limits.Manifests} manifests (limit Manifests)", name);
            try
            {
                ReadEntry(entry ?? throw new ImageException(ImageErrorId.DocumentInvalid, "an entry of the index is no object", name), name, depth, inherited);
            }
            catch (ImageException e)
            {
                errors.Add(e);
            }
        }
        foreach (ContainerImage image in images.Skip(first).Where(image => image.AbsentPlatforms.Count == 0))
            image.AbsentPlatforms = [.. _absentPlatforms];
        _absentPlatforms = outer;
    }

    private void ReadEntry(DescriptorDocument entry, string indexName, int depth, IReadOnlyList<string> inherited)
    {
        if (!Digest.TryParse(entry.Digest, out Digest digest))
            throw ContainerImageReader.DigestInvalid(entry.Digest, indexName);
        IReadOnlyList<string> tags = TagOf(entry) is { } tag ? [tag] : inherited;
        if (_seen.TryGetValue(digest, out ContainerImage? known))
        {
            // Layouts list a manifest once for each of its tags.
            known.Named([.. known.Tags.Union(tags)]);
            return;
        }
        byte[]? json = DocumentOf(entry, digest);
        if (json is null)
        {
            NoteAbsent(entry, digest, indexName);
            return;
        }
        string name = digest.ToString();
        List<ImageWarning> warnings = Checked(entry, digest, json, name);
        ManifestDocument document = DocumentOf(json, name, warnings);
        if (document.Manifests is null)
        {
            ContainerImage image = ReadImage(document, json, name, digest, entry, warnings);
            _seen[digest] = image.Named(tags);
            images.Add(image);
            return;
        }
        if (!_open.Add(digest))
            throw new ImageException(ImageErrorId.LinkCycle, "the index contains itself", name);
        int first = images.Count;
        _documents.Add(Stated("index", entry, digest, json));
        try
        {
            ReadEntries(document, name, depth + 1, tags);
        }
        finally
        {
            _open.Remove(digest);
            _documents.RemoveAt(_documents.Count - 1);
        }
        Warn(images.Skip(first), warnings);
    }

    private static void Warn(IEnumerable<ContainerImage> images, List<ImageWarning> warnings)
    {
        if (warnings.Count == 0)
            return;
        foreach (ContainerImage image in images)
            image.Warnings = [.. image.Warnings, .. warnings];
    }

    // What a document is must not depend on who reads it: one that could be read as a manifest and as an index is refused.
    private static ManifestDocument DocumentOf(byte[] json, string name, List<ImageWarning> warnings, bool isOutermost = false)
    {
        ManifestDocument document = JsonDocuments.Manifest(json, name, warnings);
        if (document.Manifests is not null && (document.Layers is not null || document.Config is not null))
            throw new ImageException(ImageErrorId.DocumentInvalid, "the document is a manifest and an index at once", name);
        if (document.Layers is not null && MediaTypes.IsIndex(document.MediaType))
            throw new ImageException(ImageErrorId.DocumentInvalid, "the document says that it is an index, but it has layers", name);
        if (document is { SchemaVersion.Value: 1, Layers: null, Manifests: null })
            throw new ImageException(ImageErrorId.DocumentInvalid, "the manifest is of schema 1, from before 2016; image tools have given it up, and it is not read", name);
        if (!isOutermost && document is { Manifests: null, Layers: null, Config: null, Blobs: null, ArtifactType: null })
            throw new ImageException(ImageErrorId.DocumentInvalid, "the document is neither a manifest nor an index: it has no config, no layers and no manifests", name);
        return document;
    }

    private ContainerImage ReadImage(ManifestDocument manifest, byte[] json, string name, Digest digest, DescriptorDocument? entry, List<ImageWarning> warnings)
    {
        DescriptorDocument?[] descriptors = manifest.Layers ?? manifest.Blobs ?? [];
        if (descriptors.Length > files.Limits.Layers)
            throw new ImageException(ImageErrorId.CountLimit, $"{descriptors.Length} layers; at most {files.Limits.Layers} are read (limit Layers)", name);
        files.CountLayers(descriptors.Length);
        ImageKind kind = KindOf(manifest, entry);
        List<ImageDocument> documents = [.. _documents, Stated("manifest", entry, digest, json)];
        ImageConfig? config = kind == ImageKind.Image ? ReadConfig(manifest.Config, name, warnings, documents) : null;
        LayerSource[] layers = [.. descriptors.Select(layer => LayerOf(layer, name, warnings))];
        ContainerImage image = ContainerImageReader.Build(files, format, config, layers, PlatformOf(entry), warnings, kind);
        (image.RawManifest, image.Documents, image.StatedPlatform) = (json, documents, PlatformOf(entry));
        if (kind != ImageKind.Image && manifest.Config is { } artifact)
            image.ConfigBlob = LayerOf(artifact, name, []);
        return image.As(kind, digest.ToString(), kind == ImageKind.Image ? null : ArtifactTypeOf(manifest),
            kind == ImageKind.Image ? null : entry?.Annotations?.GetValueOrDefault(ReferenceDigest) ?? manifest.Subject?.Digest,
            Merge(entry?.Annotations, manifest.Annotations));
    }

    private ImageConfig? ReadConfig(DescriptorDocument? document, string name, List<ImageWarning> warnings, List<ImageDocument> documents)
    {
        Descriptor descriptor = ContainerImageReader.DescriptorOf(document, name, warnings);
        if (descriptor.Digest is not { } digest)
            return null;
        byte[]? json = DocumentOf(document!, digest);
        if (json is null)
        {
            warnings.Add(new ImageException(ImageErrorId.BlobMissing, $"the config {digest} is not in the archive", name).ToWarning());
            return null;
        }
        documents.Add(Stated("config", document, digest, json));
        string configName = $"config {digest}";
        warnings.AddRange(Checked(document!, digest, json, configName));
        return ConfigReader.Read(json, configName, warnings, imageId: digest.Matches(json) ? digest.ToString() : null);
    }

    private LayerSource LayerOf(DescriptorDocument? document, string name, List<ImageWarning> warnings)
    {
        Descriptor descriptor = ContainerImageReader.DescriptorOf(document, name, warnings);
        var layer = new LayerSource { Descriptor = descriptor };
        return descriptor.Digest is not { } digest ? layer : ContainerImageReader.Located(layer, () => find(digest) ?? EmbeddedBlob(document!, digest));
    }

    private static Blob? EmbeddedBlob(DescriptorDocument document, Digest digest) =>
        EmbeddedData(document) is { } data ? Blob.Of(new MemorySource(data), 0, data.Length, digest.ToString()) : null;

    private byte[]? DocumentOf(DescriptorDocument document, Digest digest) =>
        find(digest) is { } blob ? files.ReadDocument(blob) : EmbeddedData(document);

    // A descriptor may carry a small blob itself, in base64 (image-spec, descriptor.md, "data").
    private static byte[]? EmbeddedData(DescriptorDocument document)
    {
        if (document.Data is null)
            return null;
        byte[] data = new byte[document.Data.Length];
        return Convert.TryFromBase64String(document.Data, data, out int length) ? data[..length] : null;
    }

    private static List<ImageWarning> Checked(DescriptorDocument descriptor, Digest digest, byte[] json, string name)
    {
        var warnings = new List<ImageWarning>();
        if (!digest.Matches(json))
            warnings.Add(new ImageException(ImageErrorId.DigestMismatch, "the document does not have the digest that names it", name).ToWarning());
        if (descriptor.Size is { Value: var size } && size != json.Length)
            warnings.Add(new ImageException(ImageErrorId.BlobSizeMismatch, $"the document should have {size} bytes, but {json.Length} are there", name).ToWarning());
        return warnings;
    }

    private static ImageDocument Stated(string kind, DescriptorDocument? descriptor, Digest digest, byte[] json) =>
        new(kind, digest.ToString(), json, descriptor is null ? null : digest, descriptor?.Size?.Value, descriptor?.MediaType);

    // Archives of multi-platform images mostly hold one platform: that the others are absent is no damage.
    private void NoteAbsent(DescriptorDocument entry, Digest digest, string indexName)
    {
        bool isAttestation = entry.Annotations?.GetValueOrDefault(ReferenceType) == AttestationType;
        if (!isAttestation && PlatformOf(entry) is { } platform)
            _hasAbsentPlatforms = _absentPlatforms.Add(platform.ToString()) || _hasAbsentPlatforms;
        if (!isAttestation)
            _absent.Add(new ImageException(ImageErrorId.BlobMissing, $"the index names the manifest {digest}, but it is not in the archive", indexName));
    }

    private void Finish()
    {
        if (images.Count == 0)
            errors.AddRange(_absent);
        // Without a platform there is no reason for a manifest to be absent.
        if (_absent.Count == 0 || _hasAbsentPlatforms)
            return;
        ImageWarning[] warnings = [.. _absent.Take(files.Limits.Warnings).Select(absent => absent.ToWarning())];
        foreach (ContainerImage image in images)
            image.Warnings = [.. image.Warnings, .. warnings];
    }

    private static ImageKind KindOf(ManifestDocument manifest, DescriptorDocument? entry)
    {
        DescriptorDocument?[] layers = manifest.Layers ?? manifest.Blobs ?? [];
        if (entry?.Annotations?.GetValueOrDefault(ReferenceType) == AttestationType || (layers.Length > 0 && layers.All(layer => MediaTypes.IsStatement(layer?.MediaType))))
            return ImageKind.Attestation;
        if (MediaTypes.IsSignature(manifest.ArtifactType) || (layers.Length > 0 && layers.All(layer => MediaTypes.IsSignature(layer?.MediaType))))
            return ImageKind.Signature;
        // An artifact has its type in place of a config; the artifact manifest of the release candidates for image-spec 1.1 has no config at all.
        bool isArtifact = MediaTypes.IsArtifactManifest(manifest.MediaType ?? entry?.MediaType) || (manifest.Config is null && manifest.ArtifactType is not null);
        return !isArtifact && MediaTypes.IsImageConfig(manifest.Config?.MediaType) ? ImageKind.Image : ImageKind.Artifact;
    }

    private static string? ArtifactTypeOf(ManifestDocument manifest) => manifest.ArtifactType ?? manifest.Config?.MediaType;

    private static Platform? PlatformOf(DescriptorDocument? entry) => entry?.Platform is { } platform
        ? Platform.Of(platform.Os, platform.Architecture, platform.Variant, platform.OsVersion)
        : null;

    // containerd writes the whole name; the specification's annotation often has the tag alone.
    private static string? TagOf(DescriptorDocument entry) =>
        Annotation(entry, "io.containerd.image.name") ?? Annotation(entry, "org.opencontainers.image.ref.name");

    // An empty name is none, and so is null, which reads as one.
    private static string? Annotation(DescriptorDocument entry, string key) =>
        entry.Annotations?.GetValueOrDefault(key) is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static IReadOnlyDictionary<string, string> Merge(Dictionary<string, string>? index, Dictionary<string, string>? manifest)
    {
        if (index is null || manifest is null)
            return index ?? manifest ?? Descriptor.NoAnnotations;
        var all = new Dictionary<string, string>(index);
        foreach ((string key, string value) in manifest)
            all[key] = value;
        return all;
    }
}
