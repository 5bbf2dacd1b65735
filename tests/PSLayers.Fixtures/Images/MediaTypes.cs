namespace PSLayers.Fixtures;

/// <summary>The media types that archives state.</summary>
public static class MediaTypes
{
    /// <summary>OCI image manifest.</summary>
    public const string OciManifest = "application/vnd.oci.image.manifest.v1+json";

    /// <summary>OCI image index.</summary>
    public const string OciIndex = "application/vnd.oci.image.index.v1+json";

    /// <summary>OCI image config.</summary>
    public const string OciConfig = "application/vnd.oci.image.config.v1+json";

    /// <summary>OCI layer, uncompressed.</summary>
    public const string OciLayer = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>OCI layer that may not be distributed.</summary>
    public const string OciForeignLayer = "application/vnd.oci.image.layer.nondistributable.v1.tar";

    /// <summary>The empty JSON object of artifacts.</summary>
    public const string OciEmpty = "application/vnd.oci.empty.v1+json";

    /// <summary>Docker manifest, version 2 schema 2.</summary>
    public const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";

    /// <summary>Docker image config.</summary>
    public const string DockerConfig = "application/vnd.docker.container.image.v1+json";

    /// <summary>Docker layer, uncompressed.</summary>
    public const string DockerLayer = "application/vnd.docker.image.rootfs.diff.tar";

    /// <summary>Docker layer that may not be distributed.</summary>
    public const string DockerForeignLayer = "application/vnd.docker.image.rootfs.foreign.diff.tar";

    /// <summary>The media type that a layer states.</summary>
    public static string Of(LayerSpec layer, bool docker)
    {
        if (layer.MediaType is not null)
            return layer.MediaType;
        var foreign = layer.Urls is not null;
        var plain = docker ? (foreign ? DockerForeignLayer : DockerLayer) : (foreign ? OciForeignLayer : OciLayer);
        var packed = layer.Packing switch
        {
            Packing.None => plain,
            Packing.Gzip or Packing.GzipMembers or Packing.Estargz => plain + (docker ? ".gzip" : "+gzip"),
            Packing.Zstd or Packing.ZstdFrames or Packing.ZstdChunked => plain + (docker ? ".zstd" : "+zstd"),
            Packing.Xz => plain + (docker ? ".xz" : "+xz"),
            _ => plain + (docker ? ".bzip2" : "+bzip2"),
        };
        return layer.Encrypted ? packed + "+encrypted" : packed;
    }
}
