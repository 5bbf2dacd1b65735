using PSLayers.Bytes.Unix;
using PSLayers.Errors;

namespace PSLayers.Bytes;

/// <summary>Tells files from what only has a name among them: pipes, sockets and devices, which may wait, or never end.</summary>
internal static class RegularFile
{
    /// <summary>Makes sure that a path leads to a regular file; nothing is opened.</summary>
    /// <param name="file">What is there.</param>
    /// <param name="name">How messages call it; null where they name it anyhow.</param>
    /// <exception cref="ImageException">It is something else.</exception>
    public static void Require(FileInfo file, string? name = null)
    {
        bool isOther = OperatingSystem.IsWindows()
            ? (file.Attributes & FileAttributes.Device) != 0
            : UnixStatus.TryGet(file.FullName, out UnixStatus status) && !status.IsFile;
        if (isOther)
            throw new ImageException(ImageErrorId.ReadFailed, "this is a pipe, a socket or a device, and no regular file; it is not opened", name);
    }
}
