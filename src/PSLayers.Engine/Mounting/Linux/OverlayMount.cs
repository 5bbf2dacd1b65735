using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Overlays;

namespace PSLayers.Mounting.Linux;

/// <summary>Lays a folder with changes over a mounted view, by the kernel's own overlayfs (kernel documentation, filesystems/overlayfs.rst).</summary>
[SupportedOSPlatform("linux")]
internal static class OverlayMount
{
    // The kernel takes a page, and cuts what is longer.
    private const int LongestOptions = 4095;

    // errno: EBUSY, ENODEV, EINVAL.
    private const int Busy = 16, NoDevice = 19, Invalid = 22;

    // The changes are to be those of a layer: no directory that stands for one of another name, no file without its content. Links are no longer
    // followed by number, as the numbers of the view are others the next time.
    private const string Options = "redirect_dir=nofollow,metacopy=off,index=off,xino=off";

    /// <summary>Mounts. The kernel keeps a view of the lower folder of its own, which may be ended in the tree.</summary>
    /// <param name="lower">Full path of the folder that the view is mounted on.</param>
    /// <param name="upper">The folder that gets the changes.</param>
    /// <param name="source">What lists of mounts call it.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <exception cref="ImageException">The kernel does not do it.</exception>
    public static void Mount(string lower, UpperFolder upper, string source, string target)
    {
        string marks = upper.Marks == OverlayMarks.User ? ",userxattr" : "";
        string options = $"lowerdir={OverlayMounts.Escape(lower)},upperdir={OverlayMounts.Escape(upper.Path)},workdir={OverlayMounts.Escape(upper.WorkPath)},{Options}{marks}";
        if (UnixName.OfHost(options).Length > LongestOptions)
            throw new ImageException(ImageErrorId.MountFailed, $"the paths of the folders are too long for the kernel; {WayOut}");
        if (MountCalls.Mount(source, target, OverlayMounts.Type, MountCalls.NoSetUid | MountCalls.NoDevices, options) != 0)
            throw Refused(Marshal.GetLastPInvokeError(), upper.Path);
    }

    /// <summary>What does without.</summary>
    public const string WayOut = "a drive (-Name -Writable) does without";

    private static ImageException Refused(int error, string upper)
    {
        var cause = new Win32Exception(error);
        return error switch
        {
            NoDevice => new ImageException(ImageErrorId.MountFailed, $"the kernel has no overlayfs; {WayOut}", inner: cause),
            Busy => new ImageException(ImageErrorId.DriveInUse, $"another mount has its changes in {upper}", inner: cause),
            Invalid => new ImageException(ImageErrorId.MountFailed, $"the kernel takes no changes in {upper}, on a disk of the kind {KindOf(upper)}; a folder on ext4, xfs, btrfs or tmpfs does, and {WayOut}", inner: cause),
            UnixConstants.NotPermitted or UnixConstants.Denied => new ImageException(ImageErrorId.AccessDenied, $"the kernel does not let this user lay changes over a view; {WayOut}", inner: cause),
            _ => new ImageException(ImageErrorId.MountFailed, $"the kernel does not lay the changes over the view: {cause.Message}; {WayOut}", inner: cause),
        };
    }

    private static string KindOf(string path)
    {
        try
        {
            return new DriveInfo(path).DriveFormat;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "that is not known";
        }
    }
}
