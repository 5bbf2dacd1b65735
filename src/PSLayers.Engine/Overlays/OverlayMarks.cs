using System.Text;
using Microsoft.Win32.SafeHandles;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>The extended attributes by which an upper folder says what is no file: those that only root may set, or, for everybody else, those of users
/// (kernel documentation, filesystems/overlayfs.rst, whiteouts and opaque directories, userxattr).</summary>
internal sealed class OverlayMarks
{
    private OverlayMarks(string prefix) => Prefix = prefix;

    /// <summary>Those of root, which the kernel reads by itself.</summary>
    public static OverlayMarks Trusted { get; } = new("trusted.overlay.");

    /// <summary>Those of all other users, which the kernel reads when it is told so (option userxattr).</summary>
    public static OverlayMarks User { get; } = new("user.overlay.");

    /// <summary>What their names begin with.</summary>
    public string Prefix { get; }

    /// <summary>Which marks this process can set in a directory; null where the disk knows no extended attributes.</summary>
    /// <param name="folder">An open directory that it may write to; nothing of it is changed.</param>
    public static OverlayMarks? Of(SafeFileHandle folder) => Trusted.CanBeSet(folder) ? Trusted : User.CanBeSet(folder) ? User : null;

    private bool CanBeSet(SafeFileHandle folder)
    {
        byte[] name = Encoding.ASCII.GetBytes(Prefix + "probe\0");
        if (Libc.SetXattr(folder, name, "y"u8, 1, 0) != 0)
            return false;
        _ = Libc.RemoveXattr(folder, name);
        return true;
    }
}
