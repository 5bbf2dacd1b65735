using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Provider;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Mounts the file system of an image as a drive, to read.</summary>
[Cmdlet(VerbsData.Mount, "ImageView", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ImageView))]
public sealed class MountImageViewCommand : LayeredImageCommand<ImageOrLayer>
{
    /// <summary>Name of the drive.</summary>
    [Parameter(Position = 1)]
    [ValidatePattern(DriveNames.Pattern)]
    public string? Name { get; set; }

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    /// <summary>Whether the stack is shown beside the view.</summary>
    [Parameter]
    public SwitchParameter IncludeLayers { get; set; }

    /// <summary>Scope of the drive, as New-PSDrive takes it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string Scope { get; set; } = "Local";

    private int _mounted;

    private protected override void Process(LayeredImage image, int? layer)
    {
        // A line of the history that made no layer brings a null, and no view is meant by it.
        if (UpTo is null && ParameterSetName == LiteralPathSet && MyInvocation.BoundParameters.ContainsKey(nameof(UpTo)))
            return;
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        if (Name is not null && _mounted++ > 0)
            throw new ImageException(ImageErrorId.SeveralImages, $"-Name names one drive, and {image.Image.Name} ({image.Image.Platform}) is a further image; -Platform and -Tag choose one");
        var names = new DriveNames(SessionState);
        string name = Name ?? names.For(image.Image);
        names.Check(name);
        if (ShouldProcess($"{name}: ({image.Image.Name}, layers 0 to {view.Top})", "Mount image"))
        {
            ImageViewProviderInfo provider = ImageViewProvider.InfoOf(SessionState);
            var drive = new ImageViewDrive(name, provider, provider.Mounted.NewRoot(name), image, view, IncludeLayers);
            SessionState.Drive.New(drive, Scope);
            WriteObject(new ImageView(drive));
        }
    }
}
