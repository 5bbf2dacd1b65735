using PSLayers.Bytes;
using PSLayers.Layers;

namespace PSLayers.Editing.Adding;

/// <summary>What a folder has at one place: a file, a directory or a symbolic link, as it is itself.</summary>
internal sealed record SourceFile
{
    /// <summary>Full path on the disk.</summary>
    public required string Path { get; init; }

    /// <summary>Path from the folder down, with slashes; empty for the folder itself.</summary>
    public required string Name { get; init; }

    /// <summary>File, directory or symbolic link.</summary>
    public required EntryType Type { get; init; }

    /// <summary>Permission bits.</summary>
    public required int Mode { get; init; }

    /// <summary>Whether the permissions are the file's own, and not made up where the system knows none.</summary>
    public bool HasMode { get; init; }

    /// <summary>The owner's numbers on the disk; nobody's where the system has none.</summary>
    public (long Uid, long Gid) Owner { get; init; }

    /// <summary>When it was last written, in ticks of 100 ns since 1970, in whole seconds as builders store it.</summary>
    public required long Time { get; init; }

    /// <summary>What a symbolic link points to; empty for everything else.</summary>
    public string LinkTarget { get; init; } = "";

    /// <summary>The state of a file.</summary>
    public FileStamp Stamp { get; init; }

    /// <summary>Whether the file has further names, here or elsewhere.</summary>
    public bool HasOtherNames { get; init; }
}
