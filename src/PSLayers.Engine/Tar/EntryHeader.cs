using PSLayers.Layers;

namespace PSLayers.Tar;

/// <summary>What a tar is to say of one entry.</summary>
internal sealed record EntryHeader
{
    /// <summary>The path in the layer as bytes, without slashes around it.</summary>
    public required byte[] Name { get; init; }

    /// <summary>What it is. Markers are files: only their names tell.</summary>
    public EntryType Type { get; init; } = EntryType.File;

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public int Mode { get; init; }

    /// <summary>Number of the owning user.</summary>
    public long Uid { get; init; }

    /// <summary>Number of the owning group.</summary>
    public long Gid { get; init; }

    /// <summary>Name of the owning user; empty for none.</summary>
    public string User { get; init; } = "";

    /// <summary>Name of the owning group; empty for none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Bytes of data; 0 of all that is no file.</summary>
    public long Size { get; init; }

    /// <summary>When it was last written, in ticks of 100 ns since 1970.</summary>
    public long Time { get; init; }

    /// <summary>Nanoseconds to add to <see cref="Time"/>, 0 to 99.</summary>
    public int Nanoseconds { get; init; }

    /// <summary>What a link points to, as bytes; empty for everything else.</summary>
    public byte[] LinkTarget { get; init; } = [];

    /// <summary>Major number of a device.</summary>
    public long DeviceMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public long DeviceMinor { get; init; }

    /// <summary>Extended attributes by name; null for none.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs { get; init; }
}
