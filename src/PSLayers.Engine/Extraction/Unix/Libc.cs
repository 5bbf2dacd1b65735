using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Extraction.Unix;

/// <summary>The system calls that take an open directory and a name in it (POSIX.1-2008), which .NET does not offer. Names end with a
/// NUL. They return -1 and set errno where they fail.</summary>
internal static partial class Libc
{
    private const string Library = "libc";

    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int Open(ReadOnlySpan<byte> path, int flags);

    /// <summary>Linux only: elsewhere the mode is passed in another way.</summary>
    [LibraryImport(Library, EntryPoint = "open", SetLastError = true)]
    public static partial int OpenNew(ReadOnlySpan<byte> path, int flags, uint mode);

    /// <summary>Linux only. Copies within the kernel, from one offset to another, and moves both on.</summary>
    [LibraryImport(Library, EntryPoint = "copy_file_range", SetLastError = true)]
    public static partial nint CopyRange(SafeFileHandle from, ref long fromOffset, SafeFileHandle to, ref long toOffset, nuint count, uint flags);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    public static partial int OpenAt(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags);

    [LibraryImport(Library, EntryPoint = "mkdirat", SetLastError = true)]
    public static partial int MakeFolderAt(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode);

    [LibraryImport(Library, EntryPoint = "symlinkat", SetLastError = true)]
    public static partial int SymbolicLinkAt(ReadOnlySpan<byte> target, SafeFileHandle folder, ReadOnlySpan<byte> name);

    /// <summary>With flags 0 it links to a symbolic link itself, not to what that points to.</summary>
    [LibraryImport(Library, EntryPoint = "linkat", SetLastError = true)]
    public static partial int LinkAt(SafeFileHandle folder, ReadOnlySpan<byte> existing, SafeFileHandle newFolder, ReadOnlySpan<byte> name, int flags);

    [LibraryImport(Library, EntryPoint = "mknodat", SetLastError = true)]
    public static partial int MakeNodeAt(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode, ulong device);

    /// <summary>With flags 0 it removes no directory.</summary>
    [LibraryImport(Library, EntryPoint = "unlinkat", SetLastError = true)]
    public static partial int UnlinkAt(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags);

    /// <summary>It replaces no directory by something else, and follows no link.</summary>
    [LibraryImport(Library, EntryPoint = "renameat", SetLastError = true)]
    public static partial int RenameAt(SafeFileHandle folder, ReadOnlySpan<byte> name, SafeFileHandle newFolder, ReadOnlySpan<byte> newName);

    [LibraryImport(Library, EntryPoint = "fchmod", SetLastError = true)]
    public static partial int ChangeMode(SafeFileHandle file, uint mode);

    [LibraryImport(Library, EntryPoint = "fchmodat", SetLastError = true)]
    public static partial int ChangeModeAt(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode, int flags);

    [LibraryImport(Library, EntryPoint = "fchown", SetLastError = true)]
    public static partial int ChangeOwner(SafeFileHandle file, uint uid, uint gid);

    [LibraryImport(Library, EntryPoint = "fchownat", SetLastError = true)]
    public static partial int ChangeOwnerAt(SafeFileHandle folder, ReadOnlySpan<byte> name, uint uid, uint gid, int flags);

    [LibraryImport(Library, EntryPoint = "futimens", SetLastError = true)]
    public static partial int SetTimes(SafeFileHandle file, in UnixTimes times);

    [LibraryImport(Library, EntryPoint = "utimensat", SetLastError = true)]
    public static partial int SetTimesAt(SafeFileHandle folder, ReadOnlySpan<byte> name, in UnixTimes times, int flags);

    /// <summary>Linux only; macOS has a further parameter.</summary>
    [LibraryImport(Library, EntryPoint = "fsetxattr", SetLastError = true)]
    public static partial int SetXattr(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, nuint size, int flags);

    /// <summary>Linux only; macOS has a further parameter.</summary>
    [LibraryImport(Library, EntryPoint = "fremovexattr", SetLastError = true)]
    public static partial int RemoveXattr(SafeFileHandle file, ReadOnlySpan<byte> name);

    [LibraryImport(Library, EntryPoint = "faccessat", SetLastError = true)]
    public static partial int AccessAt(SafeFileHandle folder, ReadOnlySpan<byte> name, int rights, int flags);

    [LibraryImport(Library, EntryPoint = "rename", SetLastError = true)]
    public static partial int Rename(ReadOnlySpan<byte> path, ReadOnlySpan<byte> newPath);

    /// <summary>Linux only, and there only where the C library and the file system know it. The directories count for relative paths alone.</summary>
    [LibraryImport(Library, EntryPoint = "renameat2", SetLastError = true)]
    public static partial int RenameAt2(int folder, ReadOnlySpan<byte> path, int newFolder, ReadOnlySpan<byte> newPath, uint flags);

    /// <summary>Into a buffer of PATH_MAX bytes; null where it fails.</summary>
    [LibraryImport(Library, EntryPoint = "realpath", SetLastError = true)]
    public static partial nint RealPath(ReadOnlySpan<byte> path, Span<byte> resolved);

    /// <summary>Reads the names of an open directory, which it takes over.</summary>
    [LibraryImport(Library, EntryPoint = "fdopendir", SetLastError = true)]
    public static partial nint OpenNames(int folder);

    /// <summary>The next entry: struct dirent; null at the end.</summary>
    [LibraryImport(Library, EntryPoint = "readdir", SetLastError = true)]
    public static partial nint NextName(nint names);

    [LibraryImport(Library, EntryPoint = "closedir", SetLastError = true)]
    public static partial int CloseNames(nint names);

    /// <summary>Opens a file that is created, for which openat takes a mode.</summary>
    public static int CreateAt(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mode) =>
        OperatingSystem.IsMacOS() && RuntimeInformation.ProcessArchitecture == Architecture.Arm64
            ? CreateAtOnStack(folder, name, flags, 0, 0, 0, 0, 0, (nint)mode)
            : CreateAtInRegister(folder, name, flags, mode);

    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    private static partial int CreateAtInRegister(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mode);

    // The mode is a variable argument. Apple's arm64 convention passes those on the stack, where the ninth argument is.
    [LibraryImport(Library, EntryPoint = "openat", SetLastError = true)]
    private static partial int CreateAtOnStack(
        SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, nint unused4, nint unused5, nint unused6, nint unused7, nint unused8, nint mode);
}
