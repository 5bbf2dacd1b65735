using System.Runtime.InteropServices;

namespace PSLayers.Extraction.Unix;

/// <summary>Values of C macros, which differ between systems and processors (Linux: include/uapi/asm-generic/fcntl.h and the arch headers;
/// macOS: sys/fcntl.h, sys/errno.h).</summary>
internal static class UnixConstants
{
    private static readonly bool IsApple = OperatingSystem.IsMacOS();

    // Linux gave these two other values on ARM and POWER.
    private static readonly bool IsSwapped =
        !IsApple && RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Armv6 or Architecture.Ppc64le;

    private const int WriteOnly = 1;
    private const int ReadWrite = 2;
    private const int Temporary = 0x40_0000;

    private static readonly int NonBlocking = IsApple ? 4 : 0x800;

    private static readonly int Create = IsApple ? 0x200 : 0x40;
    private static readonly int Exclusive = IsApple ? 0x800 : 0x80;
    private static readonly int NoFollow = IsApple ? 0x100 : IsSwapped ? 0x8000 : 0x2_0000;
    private static readonly int Directory = IsApple ? 0x10_0000 : IsSwapped ? 0x4000 : 0x1_0000;
    private static readonly int CloseOnExec = IsApple ? 0x100_0000 : 0x8_0000;

    /// <summary>Flags of open for a directory, through links.</summary>
    public static readonly int OpenRootFolder = Directory | CloseOnExec;

    /// <summary>Flags of openat for a directory that is no link.</summary>
    public static readonly int OpenFolder = Directory | NoFollow | CloseOnExec;

    /// <summary>Flags of openat for a file that must be new.</summary>
    public static readonly int OpenNewFile = WriteOnly | Create | Exclusive | NoFollow | CloseOnExec;

    /// <summary>Flags of openat for a file that is read, and is no link; nothing waits for the other end of a pipe.</summary>
    public static readonly int OpenExistingFile = NoFollow | CloseOnExec | NonBlocking;

    /// <summary>Flags of open, on Linux, for a file without a name in a directory.</summary>
    public static readonly int OpenNamelessFile = ReadWrite | Temporary | Directory | CloseOnExec;

    /// <summary>AT_SYMLINK_FOLLOW, on Linux.</summary>
    public const int AtFollow = 0x400;

    /// <summary>AT_SYMLINK_NOFOLLOW.</summary>
    public static readonly int AtNoFollow = IsApple ? 0x20 : 0x100;

    /// <summary>AT_EACCESS of Linux: the rights are those that the process acts with.</summary>
    public const int EffectiveRights = 0x200;

    /// <summary>R_OK, W_OK and X_OK.</summary>
    public const int AllRights = 7;

    /// <summary>AT_REMOVEDIR of Linux.</summary>
    public const int RemoveFolder = 0x200;

    /// <summary>RENAME_EXCHANGE of Linux: each gets the name of the other, in one step.</summary>
    public const uint Exchange = 2;

    /// <summary>tv_nsec that leaves a time as it is.</summary>
    public static readonly int OmitTime = IsApple ? -2 : 0x3FFF_FFFE;

    /// <summary>S_IFMT and the file types.</summary>
    public const int TypeMask = 0xF000, TypeFifo = 0x1000, TypeCharacterDevice = 0x2000, TypeFolder = 0x4000, TypeBlockDevice = 0x6000, TypeLink = 0xA000;

    /// <summary>Errors that are the same everywhere.</summary>
    public const int NotPermitted = 1, NoEntry = 2, Denied = 13, Exists = 17, CrossDevice = 18, NotFolder = 20, IsFolder = 21, NoSpace = 28, TooManyLinks = 31;

    /// <summary>EWOULDBLOCK of Linux: another has the lock.</summary>
    public const int WouldBlock = 11;

    /// <summary>ELOOP: what O_NOFOLLOW says to a link.</summary>
    public static readonly int Loop = IsApple ? 62 : 40;

    /// <summary>ENAMETOOLONG.</summary>
    public static readonly int NameTooLong = IsApple ? 63 : 36;

    /// <summary>EILSEQ: the disk takes only names that are UTF-8.</summary>
    public static readonly int BadName = IsApple ? 92 : 84;

    /// <summary>EDQUOT.</summary>
    public static readonly int Quota = IsApple ? 69 : 122;
}
