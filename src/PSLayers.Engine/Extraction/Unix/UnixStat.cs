using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using PSLayers.Errors;

namespace PSLayers.Extraction.Unix;

/// <summary>Type, device and number of a file. Linux tells them with statx, whose answer has the same form on every processor; macOS with
/// the 64-bit form of stat.</summary>
internal static partial class UnixStat
{
    private const int StatxSize = 256;
    private const int AtEmptyPath = 0x1000;
    private const uint StatxTypeAndNumber = 0x101;

    /// <summary>What stands at a name; null for nothing.</summary>
    public static ExistingEntry? Find(SafeFileHandle folder, byte[] name)
    {
        Span<byte> answer = stackalloc byte[StatxSize];
        int result = OperatingSystem.IsMacOS()
            ? RuntimeInformation.ProcessArchitecture == Architecture.Arm64
                ? AppleStatAt(folder, name, answer, UnixConstants.AtNoFollow)
                : AppleStatAt64(folder, name, answer, UnixConstants.AtNoFollow)
            : Statx(folder, name, UnixConstants.AtNoFollow, StatxTypeAndNumber, answer);
        if (result == 0)
            return Read(answer);
        return UnixError.Last == UnixConstants.NoEntry ? null : throw UnixError.Of("it cannot be looked at");
    }

    /// <summary>Which file was just opened. One that does not tell is closed again.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        Span<byte> answer = stackalloc byte[StatxSize];
        int result = OperatingSystem.IsMacOS()
            ? RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? AppleStat(file, answer) : AppleStat64(file, answer)
            : Statx(file, "\0"u8, AtEmptyPath, StatxTypeAndNumber, answer);
        if (result == 0)
            return Read(answer).Identity;
        ImageException error = UnixError.Of("it cannot be looked at");
        file.Dispose();
        throw error;
    }

    private static ExistingEntry Read(ReadOnlySpan<byte> answer)
    {
        // The answer is memory, in the processor's order.
        bool apple = OperatingSystem.IsMacOS();
        int mode = MemoryMarshal.Read<ushort>(answer[(apple ? 4 : 28)..]);
        ulong number = MemoryMarshal.Read<ulong>(answer[(apple ? 8 : 32)..]);
        ulong device = apple
            ? MemoryMarshal.Read<uint>(answer)
            : ((ulong)MemoryMarshal.Read<uint>(answer[136..]) << 32) | MemoryMarshal.Read<uint>(answer[140..]);
        ExistingKind kind = (mode & UnixConstants.TypeMask) switch
        {
            UnixConstants.TypeFolder => ExistingKind.Folder,
            UnixConstants.TypeLink => ExistingKind.Link,
            _ => ExistingKind.File,
        };
        return new ExistingEntry(kind, new FileIdentity(device, number));
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true)]
    private static partial int Statx(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mask, Span<byte> answer);

    [LibraryImport("libc", EntryPoint = "fstatat", SetLastError = true)]
    private static partial int AppleStatAt(SafeFileHandle folder, ReadOnlySpan<byte> name, Span<byte> answer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat", SetLastError = true)]
    private static partial int AppleStat(SafeFileHandle file, Span<byte> answer);

    // On Intel the plain names still mean the old form with 32-bit numbers.
    [LibraryImport("libc", EntryPoint = "fstatat$INODE64", SetLastError = true)]
    private static partial int AppleStatAt64(SafeFileHandle folder, ReadOnlySpan<byte> name, Span<byte> answer, int flags);

    [LibraryImport("libc", EntryPoint = "fstat$INODE64", SetLastError = true)]
    private static partial int AppleStat64(SafeFileHandle file, Span<byte> answer);
}
