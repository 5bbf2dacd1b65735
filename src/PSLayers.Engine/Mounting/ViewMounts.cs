using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Mounting.Erofs;
using PSLayers.Mounting.Fuse;
using PSLayers.Mounting.Linux;
using PSLayers.Overlays;
using PSLayers.Sources.Caching;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>A view that is mounted on a folder.</summary>
/// <param name="MountPoint">Full path of the folder.</param>
/// <param name="File">The file that lists of mounts name.</param>
/// <param name="Driver">Who serves it.</param>
/// <param name="Record">What is mounted.</param>
internal sealed record ViewMount(string MountPoint, string File, ViewDriver Driver, MountRecord Record);

/// <summary>Mounts views on folders, so that every program may read them, and ends such mounts, whoever made them.</summary>
[SupportedOSPlatform("linux")]
internal static class ViewMounts
{
    private const string ErofsType = "erofs";

    // errno: EBUSY.
    private const int Busy = 16;

    // The first that mounts files without a loop device.
    private static readonly Version FirstKernel = new(6, 12);

    /// <summary>What is to be done to mount a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="keeps">Whether layers that have to be decompressed are kept for the next time.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static MountPlan Plan(LayeredImage image, TreeView view, bool keeps, CancellationToken cancellation)
    {
        ViewInodes inodes = ViewInodes.Of(image, view, cancellation);
        LayerPlace?[] places = LayerPlaces.Direct(image);
        var needed = new SortedSet<int>();
        foreach (ViewInode inode in inodes.Inodes)
        {
            if (!inode.IsDirectory && inode.Row >= 0 && places[inode.Layer] is null && image.Tree.Layers[inode.Layer]!.Row(inode.Row) is { Type: EntryType.File, Size: > 0 })
                needed.Add(inode.Layer);
        }
        return new MountPlan(image, view, inodes, places, [.. needed], keeps);
    }

    /// <summary>Who serves a view where nobody says.</summary>
    public static ViewDriver Preferred => Environment.IsPrivilegedProcess && HasErofs && Environment.OSVersion.Version >= FirstKernel ? ViewDriver.Kernel : ViewDriver.Fuse;

    /// <summary>Mounts a view by the kernel.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <param name="warnings">Gets what the mount does not show.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">The folder is none or not empty, or the user or the system may not or cannot do it.</exception>
    public static ViewMount MountByKernel(MountPlan plan, string target, List<ImageWarning> warnings, ReadMeter meter)
    {
        CheckKernel();
        Prepare(target);
        string file = GiveToKernel(plan, (file, devices) => KernelMount.Mount(file, devices, target), warnings, meter);
        return new ViewMount(target, file, ViewDriver.Kernel, MountRecord.Of(plan.Image, plan.View));
    }

    /// <summary>Refuses what the kernel cannot do, or not for this user.</summary>
    /// <exception cref="ImageException">What is missing.</exception>
    public static void CheckKernel()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new ImageException(ImageErrorId.AccessDenied, "only root may mount by the kernel; -Driver Fuse is for every user");
        if (!HasErofs)
            throw new ImageException(ImageErrorId.MountFailed, "the kernel has no erofs; -Driver Fuse does without");
    }

    /// <summary>Makes the file system that the kernel mounts.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="mount">Mounts it: is given the file, and the files that have the data.</param>
    /// <param name="warnings">Gets what it does not show.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <returns>The file.</returns>
    /// <exception cref="ImageException">It cannot be made, or the kernel does not mount it.</exception>
    public static string GiveToKernel(MountPlan plan, Action<string, IReadOnlyList<DataDevice>> mount, List<ImageWarning> warnings, ReadMeter meter)
    {
        IReadOnlyList<string> passing = [];
        string file = MountFolder.NewFile(plan.Image.Image.Name, MountFolder.KernelSuffix);
        try
        {
            passing = LayerSpools.Make(plan, meter);
            var erofs = ErofsPlan.Of(plan.Image, plan.Inodes, plan.Places, meter.Cancellation);
            KernelMount.WriteFile(plan.Image, plan.Inodes, erofs, MountRecord.Of(plan.Image, plan.View), file, meter);
            mount(file, erofs.Devices);
            Warn(plan, warnings);
            if (erofs.XattrsLeftOut > 0)
                warnings.Add(new ImageWarning(ImageErrorId.AttributeSkipped, $"{erofs.XattrsLeftOut} extended attributes are left out: the kernel's file system has no place for them."));
            warnings.AddRange(ImageException.OneOfAKind([.. erofs.Errors], plan.Image.Limits.Warnings).Select(error => error.ToWarning()));
            return file;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(file, e);
        }
        catch
        {
            MountFolder.Remove(file);
            throw;
        }
        finally
        {
            foreach (string spool in passing)
                MountFolder.Remove(spool);
        }
    }

    /// <summary>Mounts a view that this process serves.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <param name="allowOther">Whether other users may read it too, as far as modes let them.</param>
    /// <param name="warnings">Gets what the mount does not show.</param>
    /// <returns>The mount, and what is completed at its end.</returns>
    /// <exception cref="ImageException">The folder is none or not empty, or the user or the system may not or cannot do it.</exception>
    public static (ViewMount Mount, Task Ended) MountByFuse(MountPlan plan, string target, bool allowOther, List<ImageWarning> warnings)
    {
        Prepare(target);
        string file = MountFolder.NewFile(plan.Image.Image.Name, MountFolder.FuseSuffix);
        var record = MountRecord.Of(plan.Image, plan.View);
        try
        {
            record.WriteFile(file);
            Task ended = FuseMount.Mount(plan.Image, plan.Inodes, file, target, target, allowOther);
            Warn(plan, warnings);
            return (new ViewMount(target, file, ViewDriver.Fuse, record), ended);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(file, e);
        }
        catch
        {
            MountFolder.Remove(file);
            throw;
        }
    }

    /// <summary>Serves a view by this process, for a mount over it.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="file">The file that tells of the mount over it; removed at the end.</param>
    /// <param name="lower">Full path of an empty folder that it is mounted on.</param>
    /// <param name="target">Full path of the folder of the mount over it, which is ended when this process is gone.</param>
    /// <param name="warnings">Gets what the mount does not show.</param>
    /// <exception cref="ImageException">The system cannot do it.</exception>
    public static void ServeByFuse(MountPlan plan, string file, string lower, string target, List<ImageWarning> warnings)
    {
        FuseMount.Mount(plan.Image, plan.Inodes, file, lower, target, allowOther: false);
        Warn(plan, warnings);
    }

    /// <summary>The views that are mounted on folders, by this session or another of the same user.</summary>
    public static IReadOnlyList<ViewMount> All()
    {
        var mounts = new List<ViewMount>();
        string start = MountFolder.Path + "/";
        foreach (MountLine line in MountTable.Read())
        {
            ViewDriver? driver = line.Type switch { ErofsType => ViewDriver.Kernel, FuseDevice.Type => ViewDriver.Fuse, _ => null };
            string file = driver == ViewDriver.Kernel ? LoopDevices.FileOf(line.Source) : line.Source;
            bool isOurs = (driver is not null || line.Type == OverlayMounts.Type) && file.StartsWith(start, StringComparison.Ordinal);
            // What is mounted in the folder itself is about to get changes laid over it.
            if (isOurs && !line.Target.StartsWith(start, StringComparison.Ordinal) && MountRecord.Read(file) is { } record)
                mounts.Add(new ViewMount(line.Target, file, driver ?? record.Driver, record));
        }
        return mounts;
    }

    /// <summary>The full path of a folder as mounts have it, without links on the way; as it is where there is no such folder.</summary>
    public static string RealPath(string folder) => UnixName.RealPath(folder);

    /// <summary>Ends a mount.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="force">Whether those that use it are left with what they have open.</param>
    /// <exception cref="ImageException">It is in use, or the user may not.</exception>
    public static void Unmount(ViewMount mount, bool force)
    {
        // Whoever uses it goes on with it.
        bool isLeft = false;
        if (mount.Driver == ViewDriver.Fuse && !Environment.IsPrivilegedProcess)
            FuseDevice.Unmount(mount.MountPoint, force);
        else if (MountCalls.Unmount(mount.MountPoint, MountCalls.NoFollow) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            isLeft = error == Busy && force;
            if (!isLeft || MountCalls.Unmount(mount.MountPoint, MountCalls.NoFollow | MountCalls.Detach) != 0)
            {
                var cause = new Win32Exception(isLeft ? Marshal.GetLastPInvokeError() : error);
                throw error == Busy ? InUse(cause) : new ImageException(ImageErrorId.MountFailed, $"the mount cannot be ended: {cause.Message}", inner: cause);
            }
        }
        MountFolder.Remove(mount.File);
        if (mount.Record.UpperPath is { } upper && !isLeft)
            WritableMounts.Forget(upper);
    }

    private static ImageException NotWritten(string file, Exception cause)
    {
        MountFolder.Remove(file);
        return new ImageException(ImageErrorId.WriteFailed, $"the mount's own file cannot be written to {MountFolder.Path}: {cause.Message.TrimEnd('.')}; the variable {CacheFolder.FolderVariable} names another folder", inner: cause);
    }

    private static ImageException InUse(Exception cause) =>
        new(ImageErrorId.DriveInUse, "a program has a file or its current folder there; -Force ends the mount when they are done", inner: cause);

    // Where it is a module, the first mount brings it.
    private static bool HasErofs => File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\terofs", StringComparison.Ordinal))
        || Directory.Exists("/lib/modules") || Directory.Exists("/usr/lib/modules");

    /// <summary>Looks at the folder to mount on, and makes the folder for mounts.</summary>
    /// <exception cref="ImageException">It is none, or taken, or not empty.</exception>
    public static void Prepare(string target)
    {
        CheckTarget(target);
        MountFolder.Make();
        MountFolder.Sweep();
    }

    private static void CheckTarget(string target)
    {
        if (!Directory.Exists(target))
            throw new ImageException(ImageErrorId.PathNotFound, Path.Exists(target) ? "a view is mounted on a folder, and this is none" : "the folder to mount on does not exist");
        if (MountTable.Read().Any(mount => mount.Target == target))
            throw new ImageException(ImageErrorId.DestinationExists, "something is mounted there already");
        if (Directory.EnumerateFileSystemEntries(target).Any())
            throw new ImageException(ImageErrorId.DestinationExists, "the folder is not empty, and what is in it would be hidden");
    }

    private static void Warn(MountPlan plan, List<ImageWarning> warnings)
    {
        if (plan.Inodes.LeftOut > 0)
            warnings.Add(new ImageWarning(ImageErrorId.SpecialFileSkipped, $"{plan.Inodes.LeftOut} names are left out: they are of no kind that Linux has, too long or with too long a target, or hard links that lead nowhere."));
    }
}
