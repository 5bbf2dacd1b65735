using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Mounting;
using PSLayers.Provider;

namespace PSLayers.Commands;

/// <summary>Lists the images that are mounted: as drives of this session, and on folders by any session of the user.</summary>
[Cmdlet(VerbsCommon.Get, "ImageView")]
[OutputType(typeof(ImageView))]
public sealed class GetImageViewCommand : PSCmdlet
{
    /// <summary>Names of the drives, or the folders.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ImageViewCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<ImageViewDrive> found = ImageViewProvider.DrivesOf(SessionState, name);
            foreach (ImageViewDrive drive in found)
                WriteObject(new ImageView(drive));
            IReadOnlyList<ViewMount> mounts = MountPoints.Named(SessionState, name);
            foreach (ViewMount mount in mounts)
                WriteObject(new ImageView(mount));
            if (found.Count == 0 && mounts.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(name))
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.DriveNotFound, "no mounted image has this name"), name));
        }
    }
}
