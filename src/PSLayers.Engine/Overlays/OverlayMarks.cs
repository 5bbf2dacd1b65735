using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>The extended attributes by which an upper folder says what is no file: those that only root may set, or, for everybody else, those of users
/// (kernel documentation, filesystems/overlayfs.rst, whiteouts and opaque directories, userxattr).</summary>
internal sealed class OverlayMarks
{
    // A directory that is marked so has files which are whiteouts, and hides nothing itself.
    private const int LongestValue = 8;

    private OverlayMarks(string prefix)
    {
        Prefix = prefix;
        Opaque = Encoding.ASCII.GetBytes(prefix + "opaque\0");
    }

    /// <summary>Those of root, which the kernel reads by itself.</summary>
    public static OverlayMarks Trusted { get; } = new("trusted.overlay.");

    /// <summary>Those of all other users, which the kernel reads when it is told so (option userxattr).</summary>
    public static OverlayMarks User { get; } = new("user.overlay.");

    /// <summary>What their names begin with.</summary>
    public string Prefix { get; }

    /// <summary>Name, with a NUL behind, of the mark of a directory that hides what is below it, with the value <c>y</c>.</summary>
    public byte[] Opaque { get; }

    /// <summary>Which marks this process can set in a directory; null where the disk knows no extended attributes.</summary>
    /// <param name="folder">An open directory that it may write to; nothing of it is changed.</param>
    public static OverlayMarks? Of(SafeFileHandle folder) => Trusted.CanBeSet(folder) ? Trusted : User.CanBeSet(folder) ? User : null;

    /// <summary>Whether an open directory hides what is below it, by whichever mark.</summary>
    public static bool IsOpaque(SafeFileHandle folder) => Trusted.HasOpaque(folder) || User.HasOpaque(folder);

    /// <summary>Lets an open directory hide what is below it.</summary>
    /// <exception cref="Errors.ImageException">The system refuses it.</exception>
    public void MakeOpaque(SafeFileHandle folder)
    {
        if (Libc.SetXattr(folder, Opaque, "y"u8, 1, 0) != 0)
            throw UnixError.Of("the directory cannot be marked as one that hides what is below");
    }

    private bool HasOpaque(SafeFileHandle folder)
    {
        Span<byte> value = stackalloc byte[LongestValue];
        return Libc.GetXattr(folder, Opaque, value, LongestValue) == 1 && value[0] == (byte)'y';
    }

    private bool CanBeSet(SafeFileHandle folder)
    {
        byte[] name = Encoding.ASCII.GetBytes(Prefix + "probe\0");
        if (Libc.SetXattr(folder, name, "y"u8, 1, 0) != 0)
            return false;
        _ = Libc.RemoveXattr(folder, name);
        return true;
    }
}
