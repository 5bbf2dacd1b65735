using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Mounting.Erofs;
using PSLayers.Trees;

namespace PSLayers.Mounting.Linux;

/// <summary>Mounts a view by the kernel's own EROFS: reading goes past no process of ours.</summary>
[SupportedOSPlatform("linux")]
internal static class KernelMount
{
    private const int BufferSize = 1 << 20;

    // errno: ENOTBLK.
    private const int NeedsBlockDevice = 15;

    /// <summary>Writes the file system of a view to a file, which has everything but the data that stands elsewhere.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inodes">The inodes and names of the view.</param>
    /// <param name="plan">Where everything stands.</param>
    /// <param name="record">What it is.</param>
    /// <param name="path">Full path of the file; nothing may be there.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    public static void WriteFile(LayeredImage image, ViewInodes inodes, ErofsPlan plan, MountRecord record, string path, ReadMeter meter)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(ErofsImage.Write(image, inodes, plan, meter.Cancellation));
        if (plan.Carried.Count > 0)
        {
            byte[] buffer = new byte[BufferSize];
            using var reader = new ContentReader(image, meter);
            foreach (CarriedFile carried in plan.Carried)
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                carried.WriteData(reader, file, buffer);
            }
        }
        file.SetLength(plan.Length);
        record.Write(file, plan.Length);
    }

    /// <summary>Mounts it.</summary>
    /// <param name="path">The file that was written.</param>
    /// <param name="devices">The files that have the data.</param>
    /// <param name="target">An empty folder.</param>
    /// <exception cref="ImageException">The kernel does not do it.</exception>
    public static void Mount(string path, IReadOnlyList<DataDevice> devices, string target)
    {
        var open = new List<SafeFileHandle>();
        try
        {
            foreach (DataDevice device in devices)
                open.Add(device.Open());
            // The file that was looked at, whatever has its name by now.
            string data = string.Join(',', open.Select(handle => $"device=/proc/self/fd/{handle.DangerousGetHandle()}"));
            if (MountCalls.Mount(path, target, "erofs", MountCalls.ReadOnly | MountCalls.NoSetUid | MountCalls.NoDevices, data) != 0)
                throw Refused(Marshal.GetLastPInvokeError());
        }
        finally
        {
            foreach (SafeFileHandle handle in open)
                handle.Dispose();
        }
    }

    private static ImageException Refused(int error)
    {
        var cause = new Win32Exception(error);
        if (error == NeedsBlockDevice)
            return new ImageException(ImageErrorId.MountFailed, "the kernel mounts files only from 6.12 on", inner: cause);
        return new ImageException(ImageErrorId.MountFailed, $"the kernel does not mount it: {cause.Message}", inner: cause);
    }
}
