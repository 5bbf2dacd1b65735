namespace PSLayers.Extraction;

/// <summary>What an item is to be like on the disk, once it is decided what may be kept.</summary>
/// <param name="Mode">Permission bits; the special ones among them only where they are to be set.</param>
/// <param name="Owner">Numbers of user and group; null leaves the owner as it is.</param>
/// <param name="LastWriteTime">When it was last written; null leaves the time as it is.</param>
/// <param name="Xattrs">Extended attributes to set; null for none.</param>
/// <param name="Nanoseconds">What the time leaves out.</param>
internal sealed record EntryAttributes(int Mode, (long Uid, long Gid)? Owner, DateTimeOffset? LastWriteTime, IReadOnlyDictionary<string, byte[]>? Xattrs, int Nanoseconds = 0)
{
    private const int Permissions = 0x1FF;

    /// <summary>The mode without setuid, setgid and sticky, for what could not be given to its owner.</summary>
    public int PlainMode => Mode & Permissions;

    /// <summary>What a directory is like of which the image does not tell: everybody may read it.</summary>
    public static EntryAttributes ImpliedFolder { get; } = new(0x1ED, null, null, null);

    /// <summary>What may be kept of an item.</summary>
    public static EntryAttributes Of(ExtractionItem item, ExtractionOptions options)
    {
        bool all = options is { PreserveOwnership: true, IsPrivileged: true };
        return new EntryAttributes(item.Mode & (all ? 0xFFF : Permissions), all ? (item.Uid, item.Gid) : null, item.LastWriteTime, all ? item.Xattrs : null, item.Nanoseconds);
    }
}
