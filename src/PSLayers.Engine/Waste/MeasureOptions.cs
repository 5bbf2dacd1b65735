namespace PSLayers.Waste;

/// <summary>What to measure.</summary>
internal sealed record MeasureOptions
{
    /// <summary>How many of the largest files, directories and extensions are wanted.</summary>
    public int Top { get; init; } = 10;

    /// <summary>Whether size and time tell if a version has the content of the next one, and no content is read for it.</summary>
    public bool SkipContent { get; init; }

    /// <summary>Whether equal contents under different paths are looked for.</summary>
    public bool DuplicateContent { get; init; }
}
