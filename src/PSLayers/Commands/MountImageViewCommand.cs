using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Errors;
using PSLayers.Mounting;
using PSLayers.Provider;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Mounts the file system of an image, to read: as a drive of the session, or on a folder for every program.</summary>
[Cmdlet(VerbsData.Mount, "ImageView", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImageView))]
public sealed partial class MountImageViewCommand : ViewCommand
{
    /// <summary>Name of the drive.</summary>
    [Parameter(Position = 1)]
    [ValidatePattern(DriveNames.Pattern)]
    public string? Name { get; set; }

    /// <summary>An empty folder that the view is mounted on.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MountPoint { get; set; }

    /// <summary>Who serves the view on the folder.</summary>
    [Parameter]
    public ViewDriver? Driver { get; set; }

    /// <summary>Whether other users may read a view that FUSE serves.</summary>
    [Parameter]
    public SwitchParameter AllowOther { get; set; }

    /// <summary>Whether a process of its own serves the view, and not this session.</summary>
    [Parameter]
    public SwitchParameter Detached { get; set; }

    /// <summary>Whether the stack is shown beside the view.</summary>
    [Parameter]
    public SwitchParameter IncludeLayers { get; set; }

    /// <summary>Scope of the drive, as New-PSDrive takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Scope { get; set; } = "Local";

    private int _mounted;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(MountPoint), nameof(Name), nameof(IncludeLayers), nameof(Scope));
        Exclude(nameof(Name), nameof(Driver), nameof(AllowOther), nameof(Detached));
        CheckWritable();
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        // A line of the history that made no layer brings a null, and no view is meant by it.
        if (UpTo is null && ParameterSetName == LiteralPathSet && MyInvocation.BoundParameters.ContainsKey(nameof(UpTo)))
            return;
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        if ((Name ?? MountPoint) is not null && _mounted++ > 0)
            throw new ImageException(ImageErrorId.SeveralImages, $"-{(Name is null ? nameof(MountPoint) : nameof(Name))} names one place, and {image.Image.Name} ({image.Image.Platform}) is a further image; -Platform and -Tag choose one");
        if (Writable && view.Top != image.Layers.Count - 1)
            throw new ImageException(ImageErrorId.ViewReadOnly, "changes are to the whole image, and this is the view up to one of its layers");
        if (MountPoint is not null)
            MountOnFolder(image, view, MountPoint);
        else
            MountAsDrive(image, view);
    }

    private void MountAsDrive(LayeredImage image, TreeView view)
    {
        var names = new DriveNames(SessionState);
        string name = Name ?? names.For(image.Image);
        names.Check(name);
        if (!ShouldProcess($"{name}: ({image.Image.Name}, layers 0 to {view.Top}{ChangesText})", "Mount image"))
            return;
        ImageViewProviderInfo provider = ImageViewProvider.InfoOf(SessionState);
        var drive = new ImageViewDrive(name, provider, provider.Mounted.NewRoot(name), image, view, IncludeLayers, Writable ? ImageViewDrive.OpenChanges(image, Upper) : null);
        try
        {
            SessionState.Drive.New(drive, Scope);
        }
        catch
        {
            // Such as a scope that is none.
            drive.Dispose();
            throw;
        }
        if (drive.UpperWarning is { } warning)
            WriteWarning($"{VisibleText.Line(image.Image.Archive)}: {warning}.");
        WriteObject(new ImageView(drive));
    }
}
