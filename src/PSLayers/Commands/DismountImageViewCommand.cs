using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Provider;

namespace PSLayers.Commands;

/// <summary>Removes drives that show images, and gives back what they hold open.</summary>
[Cmdlet(VerbsData.Dismount, "ImageView", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class DismountImageViewCommand : PSCmdlet
{
    /// <summary>Names of the drives.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageViewCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>Whether a drive is removed even where the session is on it; the session then goes to where it was in the file system.</summary>
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
            if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.DriveNotFound, "no mounted image has this name"), name));
        }
    }

    private void Dismount(ImageViewDrive drive)
    {
        if (!ShouldProcess($"{drive.Name}: ({drive.Image.Image.Name})", "Dismount image"))
            return;
        if (!Force && ReferenceEquals(SessionState.Drive.Current, drive))
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.DriveInUse, "the current location is on the drive; -Force leaves it first"), drive.Name));
        else
            SessionState.Drive.Remove(drive.Name, Force, scope: null);
    }
}
