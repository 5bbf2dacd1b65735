namespace PSLayers.Extraction;

/// <summary>How files are written to the disk.</summary>
internal sealed record ExtractionOptions
{
    /// <summary>Replace files and links that the destination already has. Directories are never replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Make device nodes and named pipes, where <see cref="IsPrivileged"/>.</summary>
    public bool IncludeSpecial { get; init; }

    /// <summary>Keep owners, the setuid, setgid and sticky bits and extended attributes, where <see cref="IsPrivileged"/>.</summary>
    public bool PreserveOwnership { get; init; }

    /// <summary>Whether the process may give files away: it runs as root. Tests say otherwise.</summary>
    public bool IsPrivileged { get; init; } = !OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    /// <summary>How many directories may be inside each other; each one is held open while files are written into the last.</summary>
    public int Depth { get; init; } = 256;

    /// <summary>How many bytes a path in the destination may have.</summary>
    public int PathLength { get; init; } = int.MaxValue;

    /// <summary>Whether the destination was empty, so that whatever is there is of this run.</summary>
    public bool IsFresh { get; init; }
}
