using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Sources.Formats;

/// <summary>What docker save, podman save, skopeo, kaniko, ko, jib, bazel and nix write: a <c>manifest.json</c> with a list of images
/// (docker image spec v1.2). Since docker 25 the same archive is an OCI layout as well; what that adds is joined in.</summary>
internal sealed class DockerArchive : IImageFormat
{
    public const string ManifestName = "manifest.json";

    private const string FormatName = "docker-archive";

    public bool Matches(ArchiveFiles files) => files.Contains(ManifestName);

    public void Read(ArchiveFiles files, List<ContainerImage> images, List<ImageException> errors)
    {
        byte[] json = files.ReadDocument(ManifestName)!;
        var listWarnings = new List<ImageWarning>();
        DockerManifestItem?[] items = JsonDocuments.DockerManifest(json, ManifestName, listWarnings);
        if (items.Length > files.Limits.Manifests)
            throw new ImageException(ImageErrorId.CountLimit, $"{items.Length} images; at most {files.Limits.Manifests} are read (limit Manifests)", ManifestName);

        var oci = new List<ContainerImage>();
        ImageWarning[] ociWarnings = [.. ReadLayout(files, oci).Take(files.Limits.Warnings).Select(error => error.ToWarning())];
        foreach (DockerManifestItem? item in items)
        {
            try
            {
                ContainerImage image = Join(ReadImage(files, item ?? throw new ImageException(ImageErrorId.DocumentInvalid, "an image of the list is no object", ManifestName)), oci);
                image.Warnings = [.. image.Warnings, .. listWarnings, .. ociWarnings];
                images.Add(image);
            }
            catch (ImageException e)
            {
                errors.Add(e);
            }
        }
        images.AddRange(oci);
    }

    private static ContainerImage ReadImage(ArchiveFiles files, DockerManifestItem item)
    {
        var warnings = new List<ImageWarning>();
        if (item is { Config: null, Layers: null })
            throw new ImageException(ImageErrorId.DocumentInvalid, "an image of the list names neither config nor layers", ManifestName);
        var documents = new List<ImageDocument>();
        ImageConfig? config = ReadConfig(files, item.Config, warnings, documents);
        string[] names = item.Layers ?? [];
        if (names.Length > files.Limits.Layers)
            throw new ImageException(ImageErrorId.CountLimit, $"{names.Length} layers; at most {files.Limits.Layers} are read (limit Layers)", ManifestName);
        files.CountLayers(names.Length);
        var layers = new LayerSource[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            string? diffId = names.Length == config?.DiffIds.Count ? config.DiffIds[i] : null;
            DescriptorDocument? descriptor = diffId is null ? null : item.LayerSources?.GetValueOrDefault(diffId);
            layers[i] = Layer(files, names[i], ContainerImageReader.DescriptorOf(descriptor, ManifestName, warnings));
        }
        ContainerImage image = ContainerImageReader.Build(files, FormatName, config, layers, null, warnings).Named([.. (item.RepoTags ?? []).Where(tag => tag.Length > 0)]);
        image.Documents = documents;
        return image;
    }

    // An image whose config cannot be had still has its names and its layers.
    private static ImageConfig? ReadConfig(ArchiveFiles files, string? name, List<ImageWarning> warnings, List<ImageDocument> documents)
    {
        try
        {
            if (name is null)
                throw new ImageException(ImageErrorId.BlobMissing, "an image of the list names no config", ManifestName);
            byte[] json = files.ReadDocument(name)
                ?? throw new ImageException(ImageErrorId.BlobMissing, $"{ManifestName} names this config, but it is not in the archive", name);
            ImageConfig config = ConfigReader.Read(json, name, warnings);
            documents.Add(new ImageDocument("config", name, json, StoredNames.DigestIn(name)));
            if (StoredNames.DigestIn(name) is { } promised && promised.ToString() != config.ImageId)
                warnings.Add(new ImageException(ImageErrorId.DigestMismatch, $"the config's name promises {promised}, but its digest is {config.ImageId}", name).ToWarning());
            return config;
        }
        catch (ImageException e) when (!e.IsAboutTheFile && e.ErrorId != ImageErrorId.CountLimit)
        {
            warnings.Add(e.ToWarning());
            return null;
        }
    }

    // The source tells of the blob in its registry, which the archive mostly holds in another form: then its digest and size are not the blob's.
    private static LayerSource Layer(ArchiveFiles files, string name, Descriptor source)
    {
        LayerSource layer = ContainerImageReader.Located(new LayerSource { Name = name, Descriptor = source }, () => files.Find(name));
        return layer.Blob is null || layer.Blob.Length == source.Size ? layer : layer with { Descriptor = source with { Digest = null, Size = null } };
    }

    // The OCI side of some docker versions is broken, so it may add to what manifest.json says, but never keep it from being read.
    private static List<ImageException> ReadLayout(ArchiveFiles files, List<ContainerImage> images)
    {
        var errors = new List<ImageException>();
        if (!files.Contains(OciLayout.IndexName))
            return errors;
        try
        {
            new OciLayout(FormatName).Read(files, images, errors);
        }
        catch (ImageException e)
        {
            errors.Add(e);
        }
        return errors;
    }

    private static ContainerImage Join(ContainerImage image, List<ContainerImage> oci)
    {
        ContainerImage? twin = oci.Find(other => other.Kind == ImageKind.Image && HasSameConfig(image, other));
        if (twin is null)
            return image;
        // One image may stand in the list once for each tag.
        oci.Remove(twin);
        if (twin.LayerCount == 0 && image.LayerCount > 0)
        {
            image.Warnings = [.. image.Warnings, new ImageWarning(ImageErrorId.ManifestMissing, $"The OCI manifest {twin.ManifestDigest} lists no layers; {ManifestName} counts.")];
            return image;
        }
        if (!HasSameLayers(image, twin))
        {
            image.Warnings = [.. image.Warnings, new ImageWarning(ImageErrorId.ValueIgnored,
                $"{ManifestName} and the OCI manifest {twin.ManifestDigest} name different layers of one config; {ManifestName} counts, as in docker load.")];
            return image;
        }
        return twin.Named(image.Tags.Count > 0 ? image.Tags : twin.Tags);
    }

    // Docker's list names a config by its sha256, the manifest may do so by its sha512.
    private static bool HasSameConfig(ContainerImage image, ContainerImage other) => other.ImageId == image.ImageId
        || (image.Config is { } config && other.Config is { } own && config.RawBytes.Span.SequenceEqual(own.RawBytes.Span));

    private static bool HasSameLayers(ContainerImage image, ContainerImage twin)
    {
        if (image.Layers.Count != twin.Layers.Count)
            return false;
        for (int i = 0; i < image.Layers.Count; i++)
        {
            if (image.Layers[i].Blob is { } blob && twin.Layers[i].Blob is { } other && blob.Place != other.Place)
                return false;
        }
        return true;
    }
}
