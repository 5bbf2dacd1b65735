using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Mounting.Erofs;
using PSLayers.Trees;

namespace PSLayers.Mounting.Linux;

/// <summary>Mounts a view by the kernel's own EROFS: reading goes past no process of ours.</summary>
[SupportedOSPlatform("linux")]
internal static class KernelMount
{
    private const int BufferSize = 1 << 20;

    // The kernel takes a page, and cuts what is longer.
    private const int LongestOptions = 4095;

    // errno: ENOTBLK.
    private const int NeedsBlockDevice = 15;

    /// <summary>Writes the file system of a view to a file, which has everything but the data that stands elsewhere.</summary>
    /// <param name="image">The image.</param>
    /// <param name="inodes">The inodes and names of the view.</param>
    /// <param name="plan">Where everything stands.</param>
    /// <param name="record">What it is.</param>
    /// <param name="path">Full path of the file; nothing may be there.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be written.</exception>
    public static void WriteFile(LayeredImage image, ViewInodes inodes, ErofsPlan plan, MountRecord record, string path, ReadMeter meter)
    {
        using DraftFile draft = MountFolder.DraftOf(path);
        using var file = new FileStream(draft.Handle, FileAccess.Write, bufferSize: 0);
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
        record.Write(draft.Handle, plan.Length);
        draft.Publish(path, replaces: false);
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
            // The files that were looked at, whatever has their names by now.
            string[] files = [.. open.Select(handle => $"/proc/{Environment.ProcessId}/fd/{handle.DangerousGetHandle()}")];
            if (!TryMount(path, files, target, out int error) && error != NeedsBlockDevice)
                throw Refused(error);
            if (error == NeedsBlockDevice)
                MountThroughLoops(path, files, target);
        }
        finally
        {
            foreach (SafeFileHandle handle in open)
                handle.Dispose();
        }
    }

    /// <summary>Mounts it through loop devices, as kernels before 6.12 need it.</summary>
    /// <param name="path">The file that was written.</param>
    /// <param name="files">The files that have the data.</param>
    /// <param name="target">An empty folder.</param>
    /// <exception cref="ImageException">The kernel does not do it.</exception>
    public static void MountThroughLoops(string path, IReadOnlyList<string> files, string target)
    {
        using var loops = new LoopDevices();
        if (!TryMount(loops.Add(path), [.. files.Select(loops.Add)], target, out int error))
            throw Refused(error);
    }

    private static bool TryMount(string source, string[] devices, string target, out int error)
    {
        string data = string.Join(',', devices.Select(device => $"device={device}"));
        if (data.Length > LongestOptions)
            throw new ImageException(ImageErrorId.ImageLimit, $"the layers stand in {devices.Length} files, and the kernel does not take the names of so many; -Driver Fuse does");
        bool isMounted = MountCalls.Mount(source, target, "erofs", MountCalls.ReadOnly | MountCalls.NoSetUid | MountCalls.NoDevices, data) == 0;
        error = isMounted ? 0 : Marshal.GetLastPInvokeError();
        return isMounted;
    }

    private static ImageException Refused(int error)
    {
        var cause = new Win32Exception(error);
        return new ImageException(ImageErrorId.MountFailed, $"the kernel does not mount it: {cause.Message}", inner: cause);
    }
}
