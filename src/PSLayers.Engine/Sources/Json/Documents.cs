using System.Text.Json.Serialization;

namespace PSLayers.Sources.Json;

/// <summary>One image of docker's <c>manifest.json</c> (docker image spec v1.2).</summary>
internal sealed record DockerManifestItem(
    [property: JsonConverter(typeof(MemberName))] string? Config, string[]? RepoTags,
    [property: JsonConverter(typeof(MemberNames))] string[]? Layers, Dictionary<string, DescriptorDocument>? LayerSources);

/// <summary>A descriptor (image-spec, descriptor.md).</summary>
internal sealed record DescriptorDocument(
    string? MediaType, string? Digest, WholeNumber? Size, string[]? Urls, Dictionary<string, string>? Annotations,
    [property: JsonConverter(typeof(ObjectOrNothing<PlatformDocument>))] PlatformDocument? Platform,
    string? ArtifactType, string? Data);

/// <summary>The platform of an index's entry (image-spec, image-index.md).</summary>
internal sealed record PlatformDocument(
    string? Architecture, string? Os, string? Variant, [property: JsonPropertyName("os.version")] string? OsVersion);

/// <summary>A manifest or an index: which of them, its content decides (image-spec, manifest.md and image-index.md). Blobs are what the artifact
/// manifest of image-spec's release candidates for 1.1 had instead of layers.</summary>
internal sealed record ManifestDocument(
    WholeNumber? SchemaVersion, string? MediaType, string? ArtifactType,
    [property: JsonConverter(typeof(ObjectOrNothing<DescriptorDocument>))] DescriptorDocument? Config,
    [property: JsonConverter(typeof(ListWithGaps<DescriptorDocument>))] DescriptorDocument?[]? Layers,
    [property: JsonConverter(typeof(ListWithGaps<DescriptorDocument>))] DescriptorDocument?[]? Manifests,
    [property: JsonConverter(typeof(ListWithGaps<DescriptorDocument>))] DescriptorDocument?[]? Blobs,
    [property: JsonConverter(typeof(ObjectOrNothing<DescriptorDocument>))] DescriptorDocument? Subject,
    Dictionary<string, string>? Annotations);

/// <summary>The config document (image-spec, config.md), with docker's extensions.</summary>
internal sealed record ConfigDocument(
    string? Created, string? Author, string? Architecture, string? Variant, string? Os,
    [property: JsonPropertyName("os.version")] string? OsVersion, [property: JsonPropertyName("os.features")] string[]? OsFeatures,
    [property: JsonPropertyName("docker_version")] string? DockerVersion,
    [property: JsonConverter(typeof(ObjectOrNothing<ContainerConfigDocument>))] ContainerConfigDocument? Config,
    [property: JsonConverter(typeof(ObjectOrNothing<RootFsDocument>))] RootFsDocument? Rootfs,
    [property: JsonConverter(typeof(ListWithGaps<HistoryDocument>))] HistoryDocument?[]? History, string? Id, string? Parent, string? Comment,
    [property: JsonPropertyName("container_config"), JsonConverter(typeof(ObjectOrNothing<ContainerConfigDocument>))] ContainerConfigDocument? ContainerConfig);

/// <summary>The layers of a config document.</summary>
internal sealed record RootFsDocument(string? Type, [property: JsonPropertyName("diff_ids")] string[]? DiffIds);

/// <summary>One step of a config document's history.</summary>
internal sealed record HistoryDocument(
    string? Created, [property: JsonPropertyName("created_by")] string? CreatedBy, string? Author, string? Comment,
    [property: JsonPropertyName("empty_layer")] Flag? EmptyLayer);

/// <summary>What containers of the image are made with. Docker writes these names with capitals.</summary>
internal sealed record ContainerConfigDocument(
    [property: JsonPropertyName("User")] string? User,
    [property: JsonPropertyName("Env")] string[]? Env,
    [property: JsonPropertyName("Entrypoint")] string[]? Entrypoint,
    [property: JsonPropertyName("Cmd")] string[]? Cmd,
    [property: JsonPropertyName("WorkingDir")] string? WorkingDir,
    [property: JsonPropertyName("ExposedPorts")] NameSet? ExposedPorts,
    [property: JsonPropertyName("Volumes")] NameSet? Volumes,
    [property: JsonPropertyName("Labels")] Dictionary<string, string>? Labels,
    [property: JsonPropertyName("StopSignal")] string? StopSignal,
    [property: JsonPropertyName("Shell")] string[]? Shell,
    [property: JsonPropertyName("Healthcheck"), JsonConverter(typeof(ObjectOrNothing<HealthcheckDocument>))] HealthcheckDocument? Healthcheck,
    [property: JsonPropertyName("OnBuild")] string[]? OnBuild,
    [property: JsonPropertyName("ArgsEscaped")] Flag? ArgsEscaped);

/// <summary>Docker's health check; times in nanoseconds.</summary>
internal sealed record HealthcheckDocument(
    [property: JsonPropertyName("Test")] string[]? Test,
    [property: JsonPropertyName("Interval")] WholeNumber? Interval,
    [property: JsonPropertyName("Timeout")] WholeNumber? Timeout,
    [property: JsonPropertyName("StartPeriod")] WholeNumber? StartPeriod,
    [property: JsonPropertyName("Retries")] WholeNumber? Retries);

/// <summary>Names that Go writes as an object with empty values.</summary>
internal sealed class NameSet : List<string>;

/// <summary>A number that a document may lack. It and <see cref="Flag"/> are classes because the serializer's code for classes is compiled ahead of
/// time; for each nullable struct it would be compiled anew in every session.</summary>
internal sealed record WholeNumber(long Value);

/// <summary>A yes or no that a document may lack.</summary>
internal sealed record Flag(bool Value);
