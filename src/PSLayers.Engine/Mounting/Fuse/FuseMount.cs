using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Trees;

namespace PSLayers.Mounting.Fuse;

/// <summary>Mounts views that this process serves.</summary>
[SupportedOSPlatform("linux")]
internal static class FuseMount
{
    /// <summary>Mounts a view, and serves it as long as it is mounted and this process is there.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inodes">The inodes and names of the view.</param>
    /// <param name="file">The file that tells of the mount; removed at its end.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <param name="shown">The folder that programs see it on, which is another where changes are laid over it; that mount is ended when this process is gone.</param>
    /// <param name="allowOther">Whether other users may read it too.</param>
    /// <returns>Is completed at the mount's end.</returns>
    public static Task Mount(LayeredImage image, ViewInodes inodes, string file, string target, string shown, bool allowOther)
    {
        var data = new FuseData(image);
        SafeFileHandle device;
        try
        {
            device = FuseDevice.Mount(file, target, allowOther);
        }
        catch
        {
            data.Dispose();
            throw;
        }
        var watcher = new FuseWatcher(shown, file);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = new FuseServer(device, new FuseFiles(image, inodes, data), data, () =>
        {
            watcher.Dispose();
            MountFolder.Remove(file);
            ended.SetResult();
        });
        return ended.Task;
    }
}
