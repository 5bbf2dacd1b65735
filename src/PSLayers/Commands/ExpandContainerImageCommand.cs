using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Unpacks images into folders: what a container would see, as it would see it.</summary>
[Cmdlet(VerbsData.Expand, "ContainerImage", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(DirectoryInfo))]
public sealed class ExpandContainerImageCommand : ViewCommand
{
    private const string Activity = "Unpacking image";

    private readonly List<(LayeredImage Image, int? Layer)> _chosen = [];

    /// <summary>The folder to write, or one that gets a folder for each of several images.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Paths in the image, and patterns of paths.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public string[] InnerPath { get; set; } = [];

    /// <summary>Whether owners are kept, and what only they can have.</summary>
    [Parameter]
    public SwitchParameter PreserveOwnership { get; set; }

    /// <summary>Whether devices and named pipes are made.</summary>
    [Parameter]
    public SwitchParameter IncludeSpecial { get; set; }

    /// <summary>Whether a folder that is not empty is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the folders that were written are given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override void Process(LayeredImage image, int? layer) => _chosen.Add((image, UpTo ?? layer));

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(Destination, () =>
    {
        string destination = PlaceOnDisk(Destination);
        FilePerImage? folders = _chosen.Count > 1 ? new FilePerImage(Destination, destination) : null;
        if (folders is { IsFolder: false })
            throw new ImageException(ImageErrorId.PathNotFound, "the destination is no folder that exists, and several images cannot go into one; each gets a folder in it");
        foreach ((LayeredImage image, int? layer) in _chosen)
            Guard(Destination, () => Expand(image, image.ViewUpTo(layer), folders?.PlaceOf(image.Image, layer, "") ?? destination));
    });

    private void Expand(LayeredImage image, TreeView view, string folder)
    {
        bool replaces = Force && Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any();
        if (!ShouldProcess($"Item: {VisibleText.Line(image.Image.Name)} Destination: {VisibleText.Line(folder)}", replaces ? "Expand image, and remove what is in the destination" : "Expand image"))
            return;
        Func<string, bool>? isWanted = PathChoice.Of([image], InnerPath, missing => WriteErrors(image.Image.ImagePath, [missing]), orBelow: true);
        var options = new ExtractionOptions { Force = Force, IncludeSpecial = IncludeSpecial, PreserveOwnership = PreserveOwnership };
        ExpansionReport report = Run(Activity, meter => ImageExpansion.Write(image, view, folder, isWanted, options, meter));
        foreach (ImageException error in report.Errors)
            WriteError(ErrorRecords.Of(error, folder));
        WriteWarnings(folder, report.Warnings);
        foreach ((string path, string onDisk) in report.Renamed)
            WriteVerbose($"/{path} is written as {onDisk}");
        if (report.Renamed.Count > 0)
            WriteWarning($"{VisibleText.Line(folder)}: {report.Renamed.Count} names that Windows does not allow are written otherwise, each forbidden character as % and two digits; -Verbose lists them.");
        if (PassThru)
            WriteObject(new DirectoryInfo(folder));
    }
}
