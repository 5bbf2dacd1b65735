namespace PSLayers.Writing.Archives;

/// <summary>How images are written.</summary>
internal sealed record ExportOptions
{
    /// <summary>The form.</summary>
    public ImageFormat Format { get; init; }

    /// <summary>How layers are packed.</summary>
    public LayerPacking Packing { get; init; } = LayerPacking.AsStored;

    /// <summary>The names that all images get in place of their own; none to keep those.</summary>
    public IReadOnlyList<string> NewTags { get; init; } = [];

    /// <summary>The time that images were made; null for what they say themselves.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The time that the environment states for builds; null where it states none. It counts for what is made here, not for images that
    /// are only copied.</summary>
    public DateTimeOffset? BuildTime { get; init; }

    /// <summary>Whether a file that exists is replaced, and a name moved that another image of a layout has.</summary>
    public bool Replaces { get; init; }

    /// <summary>The time of the archive's own members.</summary>
    public DateTimeOffset MemberTime => Timestamp ?? BuildTime ?? DateTimeOffset.UnixEpoch;
}
