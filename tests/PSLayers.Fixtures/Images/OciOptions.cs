using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>What the index says of an image's name.</summary>
public enum RefName
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The tag alone, in org.opencontainers.image.ref.name.</summary>
    TagOnly,

    /// <summary>The whole name, in org.opencontainers.image.ref.name, as podman does.</summary>
    Full,

    /// <summary>The tag alone there, and the whole normalized name in io.containerd.image.name, as docker and buildx do.</summary>
    Containerd,
}

/// <summary>Variants of an OCI layout.</summary>
public sealed record OciOptions
{
    /// <summary>What the index says of an image's name.</summary>
    public RefName RefName { get; init; } = RefName.Full;

    /// <summary>Indexes between index.json and the manifest: 0 for none.</summary>
    public int NestedIndexes { get; init; }

    /// <summary>States the platform in the manifest's descriptor.</summary>
    public bool StatePlatform { get; init; }

    /// <summary>More images in the same index, each with manifest, config and layers of its own.</summary>
    public IReadOnlyList<ImageBuilder> MoreImages { get; init; } = [];

    /// <summary>Platforms ("linux/arm64/v8") that the index lists, and whose blobs are not there.</summary>
    public IReadOnlyList<string> AbsentPlatforms { get; init; } = [];

    /// <summary>Adds an attestation manifest for each image, with platform unknown/unknown, as buildx does.</summary>
    public bool Attestation { get; init; }

    /// <summary>Adds a manifest that is no image: empty config, one titled file, a media type of its own.</summary>
    public bool Artifact { get; init; }

    /// <summary>Makes the artifact refer to the image by its subject, as signatures do.</summary>
    public bool ArtifactHasSubject { get; init; }

    /// <summary>Embeds the config in its descriptor's data and leaves its blob out.</summary>
    public bool EmbedConfig { get; init; }

    /// <summary>Uses sha512 for blobs.</summary>
    public bool Sha512 { get; init; }

    /// <summary>Writes docker's media types instead of OCI's.</summary>
    public bool DockerTypes { get; init; }

    /// <summary>Leaves directory entries out, as skopeo does.</summary>
    public bool NoDirectories { get; init; }

    /// <summary>Last change to an image's manifest.</summary>
    public Action<JsonObject>? Manifest { get; init; }

    /// <summary>Last change to index.json.</summary>
    public Action<JsonObject>? Index { get; init; }
}
