namespace PSLayers.Diff;

/// <summary>How views are compared.</summary>
internal sealed record DiffOptions
{
    /// <summary>Each path, and content decided by its bytes.</summary>
    public static DiffOptions Default { get; } = new();

    /// <summary>Whether what vanished with a directory is told path by path.</summary>
    public bool Recurse { get; init; }

    /// <summary>Whether equally long files count as equal if their times are, without reading them.</summary>
    public bool SkipContent { get; init; }

    /// <summary>What counts as a difference.</summary>
    public FileProperties Properties { get; init; } = FileProperties.All;

    /// <summary>Whether what is equal is told too.</summary>
    public bool IncludeEqual { get; init; }

    /// <summary>Which paths are wanted; null for all.</summary>
    public Func<string, bool>? Paths { get; init; }
}
