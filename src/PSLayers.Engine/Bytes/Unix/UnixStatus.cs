using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace PSLayers.Bytes.Unix;

/// <summary>What the system says of a file. Linux tells it with statx, whose answer has the same form on every processor; macOS with the
/// 64-bit form of stat.</summary>
/// <param name="Mode">Type and permissions: st_mode.</param>
/// <param name="Owner">Number of the owning user.</param>
/// <param name="Device">Number of the device.</param>
/// <param name="Number">Number of the file on the device: the inode.</param>
/// <param name="Changed">When anything of the file was last changed, in nanoseconds since 1970; nobody can set it.</param>
/// <param name="Group">Number of the owning group.</param>
/// <param name="Names">How many names the file has.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Written">When it was last written, in nanoseconds since 1970.</param>
/// <param name="NodeMajor">Of a device node the major number of the device that it stands for.</param>
/// <param name="NodeMinor">The minor number of that device.</param>
internal readonly partial record struct UnixStatus(
    int Mode, uint Owner, ulong Device, ulong Number, long Changed, uint Group, uint Names, long Size, long Written, uint NodeMajor, uint NodeMinor)
{
    private const int AnswerSize = 256;
    private const int CurrentFolder = -100;
    private const int EmptyPath = 0x1000;
    private const int NoFollow = 0x100;
    private const uint BasicFacts = 0x7FF;
    private const int TypeMask = 0xF000;
    private const int LinkType = 0xA000;
    private const int FileType = 0x8000;
    private const int FolderType = 0x4000;

    private static readonly bool IsApple = OperatingSystem.IsMacOS();
    private static readonly bool HasPlainNames = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>Whether it is a symbolic link.</summary>
    public bool IsLink => (Mode & TypeMask) == LinkType;

    /// <summary>Whether it is a regular file: no directory, pipe, socket or device.</summary>
    public bool IsFile => (Mode & TypeMask) == FileType;

    /// <summary>Whether it is a directory.</summary>
    public bool IsFolder => (Mode & TypeMask) == FolderType;

    /// <summary>Tells of an open file.</summary>
    /// <returns>Whether the system told; else errno is set.</returns>
    public static bool TryGet(SafeFileHandle file, out UnixStatus status)
    {
        Span<byte> answer = stackalloc byte[AnswerSize];
        int result = !IsApple ? Statx(file, "\0"u8, EmptyPath, BasicFacts, answer)
            : HasPlainNames ? AppleStat(file, answer) : AppleStat64(file, answer);
        return Take(result, answer, out status);
    }

    /// <summary>Tells of a name in an open directory.</summary>
    /// <param name="folder">The directory.</param>
    /// <param name="name">The name, with a NUL behind.</param>
    /// <param name="flags">Whether links are followed.</param>
    /// <param name="status">What the system says.</param>
    /// <returns>Whether the system told; else errno is set.</returns>
    public static bool TryGet(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, out UnixStatus status)
    {
        Span<byte> answer = stackalloc byte[AnswerSize];
        int result = !IsApple ? Statx(folder, name, flags, BasicFacts, answer)
            : HasPlainNames ? AppleStatAt(folder, name, answer, flags) : AppleStatAt64(folder, name, answer, flags);
        return Take(result, answer, out status);
    }

    /// <summary>Tells of what a path leads to, through links. Nothing is opened, so that a pipe is looked at like a file.</summary>
    /// <returns>Whether the system told; else errno is set.</returns>
    public static bool TryGet(string path, out UnixStatus status)
    {
        Span<byte> answer = stackalloc byte[AnswerSize];
        int result = !IsApple ? Statx(CurrentFolder, path, 0, BasicFacts, answer)
            : HasPlainNames ? AppleStat(path, answer) : AppleStat64(path, answer);
        return Take(result, answer, out status);
    }

    /// <summary>Tells of what has a path, a link or not.</summary>
    /// <returns>Whether the system told; else errno is set.</returns>
    public static bool TryGetItself(string path, out UnixStatus status)
    {
        Span<byte> answer = stackalloc byte[AnswerSize];
        int result = !IsApple ? Statx(CurrentFolder, path, NoFollow, BasicFacts, answer)
            : HasPlainNames ? AppleLinkStat(path, answer) : AppleLinkStat64(path, answer);
        return Take(result, answer, out status);
    }

    /// <summary>Number of the user that this process acts for.</summary>
    [LibraryImport("libc", EntryPoint = "geteuid")]
    public static partial uint CurrentUser();

    // The answer is memory, in the processor's order.
    private static bool Take(int result, ReadOnlySpan<byte> answer, out UnixStatus status)
    {
        status = default;
        if (result != 0)
            return false;
        status = IsApple
            ? new UnixStatus(MemoryMarshal.Read<ushort>(answer[4..]), MemoryMarshal.Read<uint>(answer[16..]), MemoryMarshal.Read<uint>(answer),
                MemoryMarshal.Read<ulong>(answer[8..]), Nanoseconds(MemoryMarshal.Read<long>(answer[64..]), MemoryMarshal.Read<long>(answer[72..])),
                MemoryMarshal.Read<uint>(answer[20..]), MemoryMarshal.Read<ushort>(answer[6..]), MemoryMarshal.Read<long>(answer[96..]),
                Nanoseconds(MemoryMarshal.Read<long>(answer[48..]), MemoryMarshal.Read<long>(answer[56..])),
                MemoryMarshal.Read<uint>(answer[24..]) >> 24, MemoryMarshal.Read<uint>(answer[24..]) & 0xFF_FFFF)
            : new UnixStatus(MemoryMarshal.Read<ushort>(answer[28..]), MemoryMarshal.Read<uint>(answer[20..]),
                ((ulong)MemoryMarshal.Read<uint>(answer[136..]) << 32) | MemoryMarshal.Read<uint>(answer[140..]),
                MemoryMarshal.Read<ulong>(answer[32..]), Nanoseconds(MemoryMarshal.Read<long>(answer[96..]), MemoryMarshal.Read<uint>(answer[104..])),
                MemoryMarshal.Read<uint>(answer[24..]), MemoryMarshal.Read<uint>(answer[16..]), MemoryMarshal.Read<long>(answer[40..]),
                Nanoseconds(MemoryMarshal.Read<long>(answer[112..]), MemoryMarshal.Read<uint>(answer[120..])),
                MemoryMarshal.Read<uint>(answer[128..]), MemoryMarshal.Read<uint>(answer[132..]));
        return true;
    }

    private static long Nanoseconds(long seconds, long rest) => unchecked(seconds * 1_000_000_000 + rest);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mask, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "fstatat", SetLastError = true)]
    private static partial int AppleStatAt(SafeFileHandle folder, ReadOnlySpan<byte> name, Span<byte> answer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int AppleStat(SafeFileHandle file, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "stat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AppleStat(string path, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "lstat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AppleLinkStat(string path, Span<byte> answer);

    // On Intel the plain names still mean the old form with 32-bit numbers.
    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", SetLastError = true)]
    private static partial int AppleStatAt64(SafeFileHandle folder, ReadOnlySpan<byte> name, Span<byte> answer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int AppleStat64(SafeFileHandle file, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "lstat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AppleLinkStat64(string path, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int AppleStat64(string path, Span<byte> answer);
}
