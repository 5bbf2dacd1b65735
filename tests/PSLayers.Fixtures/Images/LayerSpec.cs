namespace PSLayers.Fixtures;

/// <summary>A layer as a test asks for it.</summary>
public sealed record LayerSpec
{
    /// <summary>The uncompressed tar.</summary>
    public required byte[] Tar { get; init; }

    /// <summary>How it is stored.</summary>
    public Packing Packing { get; init; }

    /// <summary>The stored bytes, given by hand; then <see cref="Packing"/> only chooses the media type.</summary>
    public byte[]? Stored { get; init; }

    /// <summary>The history's command.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>The media type, where it is not the one that follows from packing and archive form.</summary>
    public string? MediaType { get; init; }

    /// <summary>Adds "+encrypted" to the media type.</summary>
    public bool Encrypted { get; init; }

    /// <summary>Addresses of a foreign layer.</summary>
    public IReadOnlyList<string>? Urls { get; init; }

    /// <summary>Annotations of the descriptor.</summary>
    public IReadOnlyDictionary<string, string>? Annotations { get; init; }

    /// <summary>False leaves the blob out of the archive.</summary>
    public bool Present { get; init; } = true;

    /// <summary>Added to the size that the descriptor states: the blob is then longer (below 0) or shorter (above 0) than it says.</summary>
    public long StatedSizeError { get; init; }

    /// <summary>The digest that the manifest states, right or wrong.</summary>
    public string? StatedDigest { get; init; }

    /// <summary>The DiffId that the config states, right or wrong.</summary>
    public string? StatedDiffId { get; init; }
}
