using Microsoft.Win32.SafeHandles;

namespace PSLayers.Extraction.Unix;

/// <summary>Sets owner, mode, extended attributes and time of an open file or directory.</summary>
internal static class UnixAttributes
{
    /// <summary>Sets them all; each thing that fails becomes a phrase.</summary>
    public static void Set(SafeFileHandle file, EntryAttributes attributes, List<string> problems)
    {
        // The order matters: a new owner takes setuid and capabilities away, and each change but the last sets other times.
        bool isOwned = attributes.Owner is not { } owner
            || Report(IsNumber(owner.Uid) && IsNumber(owner.Gid) ? Libc.ChangeOwner(file, (uint)owner.Uid, (uint)owner.Gid) : null, $"the owner {owner.Uid}:{owner.Gid}", problems);
        Report(Libc.ChangeMode(file, (uint)(isOwned ? attributes.Mode : attributes.PlainMode)), "the mode", problems);
        if (isOwned && attributes.Xattrs is { } xattrs)
            SetXattrs(file, xattrs, problems);
        if (attributes.LastWriteTime is { } time)
            Report(Libc.SetTimes(file, new UnixTimes(time, attributes.Nanoseconds)), "the time", problems);
    }

    /// <summary>Sets those of an entry that is not opened: a link, a device node, a named pipe.</summary>
    public static void SetAt(SafeFileHandle folder, byte[] name, bool withMode, EntryAttributes attributes, List<string> problems)
    {
        bool isOwned = attributes.Owner is not { } owner
            || Report(IsNumber(owner.Uid) && IsNumber(owner.Gid) ? Libc.ChangeOwnerAt(folder, name, (uint)owner.Uid, (uint)owner.Gid, UnixConstants.AtNoFollow) : null, $"the owner {owner.Uid}:{owner.Gid}", problems);
        if (withMode)
            Report(Libc.ChangeModeAt(folder, name, (uint)(isOwned ? attributes.Mode : attributes.PlainMode), UnixConstants.AtNoFollow), "the mode", problems);
        if (attributes.Xattrs is { Count: > 0 })
            problems.Add("extended attributes are set on files and directories only");
        if (attributes.LastWriteTime is { } time)
            Report(Libc.SetTimesAt(folder, name, new UnixTimes(time, attributes.Nanoseconds), UnixConstants.AtNoFollow), "the time", problems);
    }

    private static void SetXattrs(SafeFileHandle file, IReadOnlyDictionary<string, byte[]> xattrs, List<string> problems)
    {
        if (!OperatingSystem.IsLinux())
        {
            if (xattrs.Count > 0)
                problems.Add("extended attributes are set on Linux only");
            return;
        }
        foreach ((string name, byte[] value) in xattrs)
        {
            // An empty span is a null pointer, which the system takes with size 0.
            Report(UnixName.HasNul(name) ? null : Libc.SetXattr(file, UnixName.Of(name), value, (nuint)value.Length, 0), $"the extended attribute {name}", problems);
        }
    }

    // -1 means "leave it" to chown.
    private static bool IsNumber(long id) => id is >= 0 and < uint.MaxValue;

    // Null stands for a value that the system has no place for.
    private static bool Report(int? result, string what, List<string> problems)
    {
        if (result == 0)
            return true;
        problems.Add($"{what} could not be set: {(result is null ? "the system has no such value" : UnixError.LastText)}");
        return false;
    }
}
