namespace PSLayers.Fixtures;

/// <summary>Variants of the archive that docker 25 and later saves.</summary>
public sealed record Docker25Options
{
    /// <summary>Writes "manifests": null in index.json, as 25.0.0 did.</summary>
    public bool NullManifests { get; init; }

    /// <summary>Writes an OCI manifest without layers, as 25.0.0 did.</summary>
    public bool NoLayersInOciManifest { get; init; }

    /// <summary>Leaves out manifest.json and repositories, so that only the OCI side is there.</summary>
    public bool NoDockerManifest { get; init; }
}

/// <summary>Variants of the archive that docker saves from the containerd store.</summary>
public sealed record ContainerdOptions
{
    /// <summary>Platforms of the nested index whose blobs are not there.</summary>
    public IReadOnlyList<string> AbsentPlatforms { get; init; } = ["linux/arm64/v8", "linux/s390x"];

    /// <summary>Images for other platforms that are there.</summary>
    public IReadOnlyList<ImageBuilder> OtherPlatforms { get; init; } = [];

    /// <summary>Adds an attestation manifest to the nested index.</summary>
    public bool Attestation { get; init; } = true;

    /// <summary>Leaves out the blobs of all layers.</summary>
    public bool NoLayerBlobs { get; init; }
}
