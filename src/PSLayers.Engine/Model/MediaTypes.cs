namespace PSLayers.Model;

/// <summary>Media types of manifests, configs and layers (image-spec, media-types.md; docker's equivalents).</summary>
internal static class MediaTypes
{
    /// <summary>A manifest of the image specification.</summary>
    public const string Manifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>An image's config.</summary>
    public const string Config = "application/vnd.oci.image.config.v1+json";

    /// <summary>A layer as a plain tar; behind a plus sign stands its compression.</summary>
    public const string Layer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>The same for layers that are not to be passed on.</summary>
    public const string ForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    private const string InToto = "application/vnd.in-toto+json";

    private static readonly string[] ImageConfigs =
        ["application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json", "application/octet-stream"];

    private static readonly string[] TarMarks = [".tar", "/tar", "-tar", "-gtar"];

    private static readonly string[] SignatureMarks = ["cosign", "notary", "signature", "simplesigning"];

    /// <summary>Whether a layer of this type is a tar, compressed in whatever way. Docker archives state no type.</summary>
    public static bool IsReadableTar(string? mediaType) =>
        mediaType is null || (!IsEncrypted(mediaType) && IsLayer(mediaType));

    /// <summary>Whether a layer is encrypted (ocicrypt).</summary>
    public static bool IsEncrypted(string? mediaType) => mediaType?.EndsWith("+encrypted", StringComparison.Ordinal) == true;

    /// <summary>Whether a layer of this type may be left out of an archive, because it must be fetched from elsewhere.</summary>
    public static bool IsForeign(string? mediaType) =>
        mediaType is not null && (mediaType.Contains(".foreign.", StringComparison.Ordinal) || mediaType.Contains(".nondistributable.", StringComparison.Ordinal));

    /// <summary>Whether a config of this type describes a container image.</summary>
    public static bool IsImageConfig(string? mediaType) => string.IsNullOrEmpty(mediaType) || ImageConfigs.Contains(mediaType);

    /// <summary>Whether a document of this type is an index (docker: a manifest list).</summary>
    public static bool IsIndex(string? mediaType) =>
        mediaType is "application/vnd.oci.image.index.v1+json" or "application/vnd.docker.distribution.manifest.list.v2+json";

    /// <summary>Whether a document of this type is the artifact manifest that image-spec 1.1 had in its release candidates, and gave up.</summary>
    public static bool IsArtifactManifest(string? mediaType) =>
        mediaType is "application/vnd.oci.artifact.manifest.v1+json" or "application/vnd.cncf.oras.artifact.manifest.v1+json";

    /// <summary>Whether a layer of this type is a statement about an image.</summary>
    public static bool IsStatement(string? mediaType) => mediaType is not null && mediaType.StartsWith(InToto, StringComparison.Ordinal);

    /// <summary>Whether a type names a signature.</summary>
    public static bool IsSignature(string? mediaType) =>
        mediaType is not null && SignatureMarks.Any(mark => mediaType.Contains(mark, StringComparison.OrdinalIgnoreCase));

    // Layers of other kinds (wasm, nydus, squashfs) have "layer" in their type as well; only "tar" tells. Docker once wrote "x-gtar".
    private static bool IsLayer(string mediaType) =>
        mediaType is "" or "application/octet-stream" || TarMarks.Any(mark => mediaType.Contains(mark, StringComparison.Ordinal));
}
