using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Overlays;

/// <summary>Further system calls of Linux that the upper folder needs. Names end with a NUL. They return -1 and set errno where they fail.</summary>
[SupportedOSPlatform("linux")]
internal static partial class OverlayCalls
{
    private const string Library = "libc";

    /// <summary>errno: there is no such attribute (ENODATA).</summary>
    public const int NoAttribute = 61;

    /// <summary>errno: the buffer is too small (ERANGE).</summary>
    public const int TooSmall = 34;

    /// <summary>errno: the file system knows no attributes (EOPNOTSUPP).</summary>
    public const int NotSupported = 95;

    /// <summary>errno: the call, or the way that it is asked for, is not known (EINVAL, ENOSYS).</summary>
    public const int Invalid = 22, Unknown = 38;

    /// <summary>Nothing is replaced (RENAME_NOREPLACE).</summary>
    public const uint NoReplace = 1;

    /// <summary>A whiteout takes the place that is left (RENAME_WHITEOUT).</summary>
    public const uint LeaveWhiteout = 4;

    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    public static partial int Rename(SafeFileHandle folder, ReadOnlySpan<byte> name, SafeFileHandle newFolder, ReadOnlySpan<byte> newName, uint flags);

    [LibraryImport(Library, EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int whence);

    [LibraryImport(Library, EntryPoint = "readlinkat", SetLastError = true)]
    public static partial nint ReadLink(SafeFileHandle folder, ReadOnlySpan<byte> name, Span<byte> target, nuint size);

    [LibraryImport(Library, EntryPoint = "llistxattr", SetLastError = true)]
    public static partial nint ListXattrs(ReadOnlySpan<byte> path, Span<byte> names, nuint size);

    [LibraryImport(Library, EntryPoint = "lgetxattr", SetLastError = true)]
    public static partial nint GetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> value, nuint size);

    [LibraryImport(Library, EntryPoint = "lsetxattr", SetLastError = true)]
    public static partial int SetXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, nuint size, int flags);

    [LibraryImport(Library, EntryPoint = "lremovexattr", SetLastError = true)]
    public static partial int RemoveXattr(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name);
}
