using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Mounting;
using PSLayers.Provider;
using PSLayers.Text;

namespace PSLayers.Commands;

/// <summary>Removes drives that show images, and ends mounts on folders, whichever session made them.</summary>
[Cmdlet(VerbsData.Dismount, "ImageView", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DismountImageViewCommand : PSCmdlet
{
    /// <summary>Names of the drives, or the folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageViewCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Whether a drive is removed even where the session is on it, which then goes to where it was in the file system; and whether a mount is
    /// ended even where programs use it, which then keep what they have open.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<ImageViewDrive> found = ImageViewProvider.DrivesOf(SessionState, name);
            foreach (ImageViewDrive drive in found)
                Dismount(drive);
            IReadOnlyList<ViewMount> mounts = MountPoints.Named(SessionState, name);
            foreach (ViewMount mount in mounts)
                Dismount(mount);
            if (found.Count == 0 && mounts.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.DriveNotFound, "no mounted image has this name"), name));
        }
    }

    private void Dismount(ViewMount mount)
    {
        if (!OperatingSystem.IsLinux() || !ShouldProcess($"{VisibleText.Line(mount.MountPoint)} ({VisibleText.Line(mount.Record.ImageName)})", "Dismount image"))
            return;
        try
        {
            ViewMounts.Unmount(mount, Force);
        }
        catch (ImageException e)
        {
            WriteError(ErrorRecords.Of(e, mount.MountPoint));
        }
    }

    // What goes for good, or where it stays.
    private static string LossOf(ImageViewDrive drive)
    {
        if (drive.Changes is not { } changes || !OperatingSystem.IsLinux())
            return "";
        if (!changes.AreTemporary)
            return $"; its changes stay in {VisibleText.Line(changes.Path)}";
        try
        {
            return changes.Count() is > 0 and var count ? $"; {count} changed files, directories and whiteouts go with it" : "";
        }
        catch (ImageException)
        {
            return "; its changes go with it";
        }
    }

    private void Dismount(ImageViewDrive drive)
    {
        if (!ShouldProcess($"{drive.Name}: ({drive.Image.Image.Name}{LossOf(drive)})", "Dismount image"))
            return;
        if (!Force && ReferenceEquals(SessionState.Drive.Current, drive))
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.DriveInUse, "the current location is on the drive; -Force leaves it first"), drive.Name));
        else
            SessionState.Drive.Remove(drive.Name, Force, scope: null);
    }
}
