using PSLayers.Model;
using PSLayers.Sources.Json;

namespace PSLayers.Writing.Archives;

/// <summary>What an index says of a manifest, or of another index (image-spec, image-index.md).</summary>
internal sealed record IndexEntry(string MediaType, Digest Digest, long Size)
{
    /// <summary>The annotation with the name that containerd and docker give an image.</summary>
    public const string FullName = "io.containerd.image.name";

    /// <summary>The annotation with the name of the specification; of docker it has the tag alone.</summary>
    public const string RefName = "org.opencontainers.image.ref.name";

    /// <summary>The kind of artifact; null for images.</summary>
    public string? ArtifactType { get; init; }

    /// <summary>What the image runs on; null where nothing says so.</summary>
    public PlatformDocument? Platform { get; init; }

    /// <summary>Its annotations, the name among them.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Descriptor.NoAnnotations;

    /// <summary>The name; null for none.</summary>
    public string? Name => Annotations.GetValueOrDefault(FullName) ?? Annotations.GetValueOrDefault(RefName);

    /// <summary>Whether a name is a word alone: in an OCI layout that is a tag without a repository (image-spec, annotations.md).</summary>
    public static bool IsTagAlone(string name) => !name.AsSpan().ContainsAny('/', ':');

    /// <summary>The same entry with a name, as docker writes it: in full, and its tag.</summary>
    public IndexEntry Named(string name)
    {
        var annotations = new Dictionary<string, string>(Annotations);
        if (IsTagAlone(name))
        {
            annotations[RefName] = name;
        }
        else
        {
            annotations[FullName] = ImageReference.Full(name);
            annotations[RefName] = ImageReference.SplitTag(annotations[FullName]).Tag ?? name;
        }
        return this with { Annotations = annotations };
    }
}
