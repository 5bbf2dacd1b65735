namespace PSLayers.Sbom;

/// <summary>What a bill of materials is to say of itself.</summary>
internal sealed record SbomOptions
{
    /// <summary>When it was made, as it is to say; null for when the image was.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>Whether its identifier is a new one each time, instead of one that follows from what it says.</summary>
    public bool IsUnique { get; init; }
}
