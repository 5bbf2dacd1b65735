using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Formatting;
using PSLayers.Mounting;
using PSLayers.Overlays;
using PSLayers.Provider;
using PSLayers.Sources.Caching;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

public sealed partial class MountImageViewCommand
{
    private const string PlanActivity = "Looking at the view";
    private const string MountActivity = "Mounting";

    private void MountOnFolder(LayeredImage image, TreeView view, string given)
    {
        // Whatever is wrong with the folder is about the folder, not about the image.
        Guard(given, () =>
        {
            if (!OperatingSystem.IsLinux())
                throw new ImageException(ImageErrorId.MountFailed, "views are mounted on folders on Linux only; a drive (-Name) shows the same to PowerShell on every system");
            MountOnLinux(image, view, System.IO.Path.TrimEndingDirectorySeparator(PlaceOnDisk(given)));
        });
    }

    [SupportedOSPlatform("linux")]
    private void MountOnLinux(LayeredImage image, TreeView view, string target)
    {
        if (Writable)
            WritableMounts.CheckUser();
        target = ViewMounts.RealPath(target);
        MountPlan plan = Run(PlanActivity, meter => ViewMounts.Plan(image, view, keeps: !NoCache && !CacheFolder.IsOff, meter.Cancellation));
        ViewDriver driver = Driver ?? (AllowOther || Detached ? ViewDriver.Fuse : ViewMounts.Preferred);
        if (!ShouldProcess($"{VisibleText.Line(target)} ({image.Image.Name}, layers 0 to {view.Top}{Cost(plan, driver)}{ChangesText})", "Mount image"))
            return;
        var warnings = new List<ImageWarning>();
        (string home, string module) = ((string)GetVariableValue("PSHOME"), System.IO.Path.Join(MyInvocation.MyCommand.Module!.ModuleBase, "PSLayers.psd1"));
        ViewMount mount = Run(MountActivity, meter => Writable ? MountWritable(plan, target, Upper, driver, warnings, meter)
            : driver == ViewDriver.Kernel ? ViewMounts.MountByKernel(plan, target, warnings, meter)
            : Detached ? DetachedMount.Start(image.Image, view.Top, target, AllowOther, home, module, meter.Cancellation)
            : ViewMounts.MountByFuse(plan, target, AllowOther, warnings).Mount);
        WriteWarnings(image.Image.Archive, warnings);
        WriteObject(new ImageView(mount));
    }

    [SupportedOSPlatform("linux")]
    private static ViewMount MountWritable(MountPlan plan, string target, string? given, ViewDriver driver, List<ImageWarning> warnings, ReadMeter meter)
    {
        using UpperFolder upper = WritableMounts.OpenUpper(given, target, plan.Image.Image.Name, plan.Image.Limits);
        ViewMount mount = WritableMounts.Mount(plan, target, upper, driver, warnings, meter);
        if (upper.Warning is { } warning)
            warnings.Add(warning);
        return mount;
    }

    [SupportedOSPlatform("linux")]
    private static string Cost(MountPlan plan, ViewDriver driver) => driver == ViewDriver.Kernel && plan.SpoolSize is > 0 and var spool
        ? $"; {View.Size(spool)} of compressed layers are decompressed into {VisibleText.Line(MountFolder.Path)}" : "";
}
