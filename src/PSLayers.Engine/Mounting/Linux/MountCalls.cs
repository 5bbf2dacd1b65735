using System.Runtime.InteropServices;
using System.Text;

namespace PSLayers.Mounting.Linux;

/// <summary>The system calls that mount (Linux, mount(2) and umount(2)). They return -1 and set errno where they fail.</summary>
internal static partial class MountCalls
{
    private const string Library = "libc";

    /// <summary>Nothing can be written (MS_RDONLY).</summary>
    public const ulong ReadOnly = 1;

    /// <summary>Setuid bits have no effect (MS_NOSUID).</summary>
    public const ulong NoSetUid = 2;

    /// <summary>Device nodes are not devices (MS_NODEV).</summary>
    public const ulong NoDevices = 4;

    /// <summary>Removes the mount at once from the tree, and for good when nobody uses it any more (MNT_DETACH).</summary>
    public const int Detach = 2;

    /// <summary>A link is not followed (UMOUNT_NOFOLLOW).</summary>
    public const int NoFollow = 8;

    [LibraryImport(Library, EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Mount(string source, string target, string type, ulong flags, string data);

    [LibraryImport(Library, EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unmount(string target, int flags);

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Link(int folder, string path, int newFolder, string newPath, int flags);

    // Into a buffer of PATH_MAX bytes; null where it fails.
    [LibraryImport(Library, EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint RealPath(string path, Span<byte> resolved);

    /// <summary>A path without links, as lists of mounts have it; as it is where nothing is there.</summary>
    public static string Resolve(string path)
    {
        byte[] resolved = new byte[4096];
        return RealPath(path, resolved) == 0 ? path : Encoding.UTF8.GetString(resolved, 0, Array.IndexOf(resolved, (byte)0));
    }
}
