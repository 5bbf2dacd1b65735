using PSLayers.Text;

namespace PSLayers.Model;

/// <summary>What an image says of itself and of the containers made from it (image-spec, config.md). Lists are empty, and texts null,
/// where the document has none.</summary>
public sealed class ImageConfig : ImageObject
{
    /// <summary>Name of the image: its first tag, else its short id.</summary>
    public string ImageName { get; internal set; } = "";

    /// <summary>Digest of the document, <c>sha256:…</c>: the image's id. Empty where it is not finished yet, as that of a view that is written to.</summary>
    public string ImageId { get; internal set; } = "";

    /// <summary>When the image was made; null where it does not say, or says nothing that is a time.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Who made the image.</summary>
    public string? Author { get; init; }

    /// <summary>CPU architecture in Go's words, for example <c>amd64</c>.</summary>
    public string? Architecture { get; init; }

    /// <summary>Variant of the architecture, for example <c>v8</c>.</summary>
    public string? Variant { get; init; }

    /// <summary>Operating system in Go's words, for example <c>linux</c>.</summary>
    public string? Os { get; init; }

    /// <summary>Version of the operating system (Windows images).</summary>
    public string? OsVersion { get; init; }

    /// <summary>Features the operating system must have (Windows images).</summary>
    public IReadOnlyList<string> OsFeatures { get; init; } = [];

    /// <summary>User, or user:group, that the process runs as; null is root.</summary>
    public string? User { get; init; }

    /// <summary>Environment, each as <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Env { get; init; } = [];

    /// <summary>Words of the command that a container always starts with.</summary>
    public IReadOnlyList<string> Entrypoint { get; init; } = [];

    /// <summary>Words behind the entrypoint, or the command where there is no entrypoint.</summary>
    public IReadOnlyList<string> Cmd { get; init; } = [];

    /// <summary>Directory that the process starts in.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>Ports that a container listens on, for example <c>8080/tcp</c>.</summary>
    public IReadOnlyList<string> ExposedPorts { get; init; } = [];

    /// <summary>Directories that are volumes.</summary>
    public IReadOnlyList<string> Volumes { get; init; } = [];

    /// <summary>Labels by name.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Signal that stops a container.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Shell that the shell form of instructions uses.</summary>
    public IReadOnlyList<string> Shell { get; init; } = [];

    /// <summary>Health check; null where there is none.</summary>
    public Healthcheck? Healthcheck { get; init; }

    /// <summary>Instructions that run when another image is built from this one.</summary>
    public IReadOnlyList<string> OnBuild { get; init; } = [];

    /// <summary>Whether Cmd and Entrypoint are one escaped string already (Windows images).</summary>
    public bool ArgsEscaped { get; init; }

    /// <summary>Version of the docker that made the image.</summary>
    public string? DockerVersion { get; init; }

    /// <summary>Digests of the uncompressed layers, base first.</summary>
    public IReadOnlyList<string> DiffIds { get; init; } = [];

    /// <summary>The document itself; characters that are not safe to show stand as JSON's own escapes, which mean the same.</summary>
    public string Raw => VisibleJson.Of(RawBytes.Span);

    /// <summary>The archive that the image is in.</summary>
    public string ImagePath { get; internal set; } = "";

    /// <summary>The document's bytes as they are stored: those that <see cref="ImageId"/> is the digest of.</summary>
    internal ReadOnlyMemory<byte> RawBytes { get; init; }

    /// <summary>Type of the root file system, always <c>layers</c> (image-spec, config.md); null where the config does not say.</summary>
    internal string? RootFsType { get; init; }

    /// <summary>The history as the document has it, base first.</summary>
    internal IReadOnlyList<ConfigHistory> History { get; set; } = [];

    /// <summary>What it is, and the image's name.</summary>
    public override string ToString() => $"config: {ImageName}";
}

/// <summary>One step of the build, as the config document has it.</summary>
internal sealed record ConfigHistory(DateTimeOffset? Created, string? CreatedBy, string? Author, string? Comment, bool EmptyLayer);
