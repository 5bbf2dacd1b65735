using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;

namespace PSLayers.Extraction.Unix;

/// <summary>Type and identity of what stands at the destination.</summary>
internal static class UnixStat
{
    /// <summary>What stands at a name; null for nothing.</summary>
    public static ExistingEntry? Find(SafeFileHandle folder, byte[] name)
    {
        if (UnixStatus.TryGet(folder, name, UnixConstants.AtNoFollow, out UnixStatus status))
            return new ExistingEntry(KindOf(status.Mode), new FileIdentity(status.Device, status.Number));
        return UnixError.Last == UnixConstants.NoEntry ? null : throw UnixError.Of("it cannot be looked at");
    }

    /// <summary>Which file was just opened. One that does not tell is closed again.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        if (UnixStatus.TryGet(file, out UnixStatus status))
            return new FileIdentity(status.Device, status.Number);
        ImageException error = UnixError.Of("it cannot be looked at");
        file.Dispose();
        throw error;
    }

    private static ExistingKind KindOf(int mode) => (mode & UnixConstants.TypeMask) switch
    {
        UnixConstants.TypeFolder => ExistingKind.Folder,
        UnixConstants.TypeLink => ExistingKind.Link,
        _ => ExistingKind.File,
    };
}
