namespace PSLayers.Model;

/// <summary>What a manifest says of a blob (image-spec, descriptor.md).</summary>
/// <param name="MediaType">The media type stated, or null.</param>
/// <param name="Digest">Digest of the blob as stored; null where none is stated or it is not one.</param>
/// <param name="Size">Size of the blob as stored in bytes; null where none is stated.</param>
/// <param name="Annotations">Annotations by name; empty where there are none.</param>
/// <param name="Urls">Where the blob can be had when it is not in the archive (foreign layers).</param>
internal sealed record Descriptor(string? MediaType, Digest? Digest, long? Size, IReadOnlyDictionary<string, string> Annotations, IReadOnlyList<string> Urls)
{
    /// <summary>No annotations.</summary>
    internal static IReadOnlyDictionary<string, string> NoAnnotations { get; } = new Dictionary<string, string>();

    /// <summary>A descriptor that says nothing.</summary>
    internal static Descriptor None { get; } = new(null, null, null, NoAnnotations, []);
}
