using System.Management.Automation;
using PSLayers.Text;

namespace PSLayers.Commands;

public sealed partial class MountImageViewCommand
{
    /// <summary>Whether the view can be changed. The changes go to a folder beside the image, which stays as it is.</summary>
    [Parameter]
    public SwitchParameter Writable { get; set; }

    /// <summary>The folder that has the changes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UpperPath { get; set; }

    private void CheckWritable()
    {
        Exclude(nameof(Writable), nameof(UpTo), nameof(IncludeLayers), nameof(Detached), nameof(AllowOther));
        if (UpperPath is null || Writable)
            return;
        var error = new PSArgumentException("-UpperPath is where the changes to a writable view are, and -Writable is missing.");
        ThrowTerminatingError(new ErrorRecord(error, "WritableMissing", ErrorCategory.InvalidArgument, UpperPath));
    }

    // Full path of the folder with the changes; null for one that goes with the view.
    private string? Upper => UpperPath is null ? null : System.IO.Path.TrimEndingDirectorySeparator(PlaceOnDisk(UpperPath));

    private string ChangesText => !Writable ? "" : $"; changes go to {(Upper is null ? "a folder that goes with it" : VisibleText.Line(Upper))}";
}
