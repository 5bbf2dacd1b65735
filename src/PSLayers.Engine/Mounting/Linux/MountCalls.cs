using System.Runtime.InteropServices;

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
}
