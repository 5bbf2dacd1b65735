using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Limits;

namespace PSLayers.Overlays;

/// <summary>Finds the names of a file in an upper folder.</summary>
[SupportedOSPlatform("linux")]
internal static class UpperLinks
{
    /// <summary>The paths of all names of a file.</summary>
    /// <param name="root">The open upper folder.</param>
    /// <param name="file">The file.</param>
    /// <param name="limits">How many names are looked at.</param>
    /// <exception cref="ImageException">A directory cannot be read, or there is too much in it.</exception>
    public static List<byte[]> Find(SafeFileHandle root, FileStamp file, ReadLimits limits)
    {
        var found = new List<byte[]>();
        var open = new Stack<byte[]>();
        open.Push([]);
        while (open.TryPop(out byte[]? path))
        {
            using SafeFileHandle? folder = OpenFolder(root, path);
            if (folder is null)
                continue;
            foreach (byte[] name in UpperNames.Read(folder, limits.Entries))
            {
                if (!UnixStatus.TryGet(folder, (byte[])[.. name, 0], UnixConstants.AtNoFollow, out UnixStatus status))
                    continue;
                byte[] child = path.Length == 0 ? name : [.. path, (byte)'/', .. name];
                if (status.IsFolder)
                    open.Push(child);
                else if ((status.Device, status.Number) == (file.Device, file.Number))
                    found.Add(child);
            }
        }
        return found;
    }

    private static SafeFileHandle? OpenFolder(SafeFileHandle root, byte[] path)
    {
        // No link is followed but by whoever moves directories about in this very moment, and nothing is read there.
        int descriptor = Libc.OpenAt(root, path.Length == 0 ? ".\0"u8 : (byte[])[.. path, 0], UnixConstants.OpenFolder);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }
}
