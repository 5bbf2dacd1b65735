using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Extraction;

/// <summary>One file, directory, link or device that is to be written to the disk.</summary>
internal sealed record ExtractionItem
{
    /// <summary>Where it goes, relative to the destination: names with <c>/</c> between them, none in front or behind. They stand as
    /// <see cref="EntryName"/> shows them. Empty for the destination folder itself, which only a directory can be.</summary>
    public required string Path { get; init; }

    /// <summary>What it is. A hard link is written as a file is: see <see cref="Inode"/>.</summary>
    public required EntryType Type { get; init; }

    /// <summary>The lower twelve bits of st_mode.</summary>
    public int Mode { get; init; }

    /// <summary>Number of the owning user.</summary>
    public long Uid { get; init; }

    /// <summary>Number of the owning group.</summary>
    public long Gid { get; init; }

    /// <summary>When it was last written.</summary>
    public DateTimeOffset LastWriteTime { get; init; }

    /// <summary>What the time leaves out, 0 to 99 nanoseconds.</summary>
    public int Nanoseconds { get; init; }

    /// <summary>Size of a file in bytes, holes included.</summary>
    public long Length { get; init; }

    /// <summary>Whether the image stores the file with holes; long runs of zeros then become holes again and take no room on the disk.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Opens the content of a file; the writer closes it. It must give <see cref="Length"/> bytes; more are not read.</summary>
    public Func<Stream>? Content { get; init; }

    /// <summary>The same number for all names of one file, whatever it is: the first name is written, the others become links to it. Each
    /// item still needs its <see cref="Content"/>, for where no link can be made. Null for a file that has one name.</summary>
    public long? Inode { get; init; }

    /// <summary>What a symbolic link points to, as <see cref="EntryName"/> shows it.</summary>
    public string? LinkTarget { get; init; }

    /// <summary>Major number of a device.</summary>
    public long DeviceMajor { get; init; }

    /// <summary>Minor number of a device.</summary>
    public long DeviceMinor { get; init; }

    /// <summary>Extended attributes by name; null where there are none.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs { get; init; }
}
