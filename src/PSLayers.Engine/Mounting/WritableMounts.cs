using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Limits;
using PSLayers.Mounting.Linux;
using PSLayers.Overlays;

namespace PSLayers.Mounting;

/// <summary>Mounts views on folders so that they can be changed: the changes go to a folder beside, which the kernel's overlayfs lays over the view.</summary>
[SupportedOSPlatform("linux")]
internal static class WritableMounts
{
    /// <summary>Refuses whoever may not mount so.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.AccessDenied"/>.</exception>
    public static void CheckUser()
    {
        if (!Environment.IsPrivilegedProcess)
            throw new ImageException(ImageErrorId.AccessDenied, "only root may lay changes over a view on a folder; a drive (-Name -Writable) is for every user");
    }

    /// <summary>Opens the folder for the changes.</summary>
    /// <param name="given">Full path; null for one that goes with the mount.</param>
    /// <param name="target">Full path of the folder to mount on.</param>
    /// <param name="imageName">Name of the image.</param>
    /// <param name="limits">How much is read of the folder's note.</param>
    /// <exception cref="ImageException">It cannot be had, or stands in the folder to mount on, or has that in it.</exception>
    public static UpperFolder OpenUpper(string? given, string target, string imageName, ReadLimits limits)
    {
        if (given is null)
            return UpperFolder.Temporary(imageName);
        // It need not be there yet, but what it is to be in is.
        given = Path.TrimEndingDirectorySeparator(given);
        string real = UnixName.RealPath(Path.Exists(given) ? given : Path.Join(UnixName.RealPath(Path.GetDirectoryName(given) ?? given), Path.GetFileName(given)));
        if (IsIn(real, target) || IsIn(target, real) || IsIn(target, real + UpperFolder.WorkSuffix))
            throw new ImageException(ImageErrorId.MountFailed, "the folder for the changes and the one to mount on stand in each other");
        return UpperFolder.Open(real, limits);
    }

    /// <summary>Mounts.</summary>
    /// <param name="plan">What is to be done, for the view of all layers.</param>
    /// <param name="target">Full path of an empty folder.</param>
    /// <param name="upper">The folder for the changes. Whoever opened it closes it, be the mount made or not.</param>
    /// <param name="driver">Who serves what is below the changes.</param>
    /// <param name="warnings">Gets what the mount does not show.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">The folder is none or not empty, or the user or the system may not or cannot do it.</exception>
    public static ViewMount Mount(MountPlan plan, string target, UpperFolder upper, ViewDriver driver, List<ImageWarning> warnings, ReadMeter meter)
    {
        CheckUser();
        if (driver == ViewDriver.Kernel)
            ViewMounts.CheckKernel();
        ViewMounts.Prepare(target);
        upper.BelongTo(plan.Image.Image, plan.View.Top);
        plan.Inodes.HidesMarks = true;
        string file = MountFolder.NewFile(plan.Image.Image.Name, MountFolder.WritableSuffix);
        MountRecord record = MountRecord.Of(plan.Image, plan.View) with { UpperPath = upper.Path, Driver = driver };
        if (driver == ViewDriver.Kernel)
        {
            // The kernel keeps the file open, and nobody looks for it.
            MountFolder.Remove(ViewMounts.GiveToKernel(plan, (view, devices) => LayOver(record, file, upper, target, lower => KernelMount.Mount(view, devices, lower)), warnings, meter));
        }
        else
            LayOver(record, file, upper, target, lower => ViewMounts.ServeByFuse(plan, file, lower, target, warnings));
        upper.LeaveToMount();
        return new ViewMount(target, file, driver, record);
    }

    /// <summary>Removes what nobody needs any more once a mount has ended.</summary>
    /// <param name="upper">Full path of the folder with the changes.</param>
    public static void Forget(string upper)
    {
        if (OverlayMounts.UpperFolders().Contains(upper) || UpperFolder.IsOpen(upper))
            return;
        UpperFolder.Tidy(upper);
        TemporaryUppers.Remove(upper);
    }

    private static void LayOver(MountRecord record, string file, UpperFolder upper, string target, Action<string> mountLower)
    {
        string lower = Path.ChangeExtension(file, MountFolder.LowerSuffix);
        try
        {
            record.WriteFile(file);
            MountFolder.Make(lower);
            mountLower(lower);
            OverlayMount.Mount(lower, upper, file, target);
        }
        catch
        {
            MountFolder.Remove(file);
            throw;
        }
        finally
        {
            // The kernel goes on with a view of it of its own, which ends with the mount.
            MountFolder.RemoveLower(lower);
        }
    }

    private static bool IsIn(string path, string folder) => path == folder || path.StartsWith(folder.TrimEnd('/') + '/', StringComparison.Ordinal);
}
