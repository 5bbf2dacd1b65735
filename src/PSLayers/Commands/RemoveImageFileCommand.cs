using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Editing.Purging;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Removes files from images: from view by a new layer, or with -Purge out of every layer.</summary>
[Cmdlet(VerbsCommon.Remove, "ImageFile", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class RemoveImageFileCommand : InnerPathCommand<ContainerImage>
{
    private const string Activity = "Removing files";

    /// <summary>Paths of the files and directories in the image, and patterns of paths.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = PathSet)]
    [Parameter(Position = 1, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = ObjectSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public override string[] InnerPath { get; set; } = [];

    /// <summary>Whether the files are taken out of every layer, so that their bytes are gone.</summary>
    [Parameter]
    public SwitchParameter Purge { get; set; }

    private protected override void Process(LayeredImage image, int? layer)
    {
        if (InnerPaths.Count == 0)
            throw new ImageException(ImageErrorId.FileNotFound, "no path of a file was given; -InnerPath names it");
        var missing = new List<ImageException>();
        var warnings = new List<ImageWarning>();
        ContainerImage? edited = Run(Activity, meter =>
        {
            IReadOnlyList<int> nodes = Purge
                ? NamedPaths.InAnyLayer(image, InnerPaths, missing.Add, meter.Cancellation)
                : NamedPaths.InView(image, InnerPaths, missing.Add, meter.Cancellation);
            // What goes down the pipeline is taken for an image without the files, and may be written at its end.
            return missing.Count > 0 ? null : Purge ? PurgedImage.Of(image, nodes, meter, warnings) : RemovedFiles.Of(image, nodes, meter, warnings);
        });
        foreach (ImageException error in missing)
            WriteError(ErrorRecords.Of(error, image.Image.Archive));
        if (edited is null)
            return;
        WriteWarnings(image.Image.Archive, warnings);
        foreach (LayerEdit edit in edited.Edits.Skip(image.Image.Edits.Count))
            WriteVerbose($"{image.Image.Name}: layer {edit.LayerIndex}: {edit.RemovedCount} entries removed, {edit.RemovedSize} bytes of files; {edit.RewrittenCount} entries written anew");
        WriteObject(edited);
    }
}
