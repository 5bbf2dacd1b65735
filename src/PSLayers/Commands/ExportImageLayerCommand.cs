using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Text;
using PSLayers.Trees;
using PSLayers.Writing;

namespace PSLayers.Commands;

/// <summary>Writes layers to files of their own: as they are stored, or packed otherwise.</summary>
[Cmdlet(VerbsData.Export, "ImageLayer", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportImageLayerCommand : LayeredImageCommand<ImageOrLayer>
{
    private const string Activity = "Writing layers";

    private readonly List<(ContainerImage Image, int Layer)> _chosen = [];
    private FilePerImage? _destination;

    /// <summary>The file, or a folder that gets a file for each layer.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Numbers of the layers wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int[]? Layer { get; set; }

    /// <summary>How the layers are packed.</summary>
    [Parameter]
    public LayerCompression Compression { get; set; }

    /// <summary>Whether files that exist are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the files that were written are given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private int[]? Wanted => Layer ?? (MyInvocation.BoundParameters.ContainsKey(nameof(Layer)) ? [] : null);

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(Destination, () => _destination = new FilePerImage(Destination, PlaceOnDisk(Destination)));

    // Layers are taken as they are: no tree is built.
    private protected override void ProcessInput(ImageOrLayer input)
    {
        if (input is ContainerImage image)
            ProcessImage(image);
        else if (input is ImageLayer layer && Wanted?.Contains(layer.LayerIndex) != false)
            Choose(layer.Image!, layer.LayerIndex);
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        foreach (int number in Wanted ?? [.. Enumerable.Range(0, image.LayerCount)])
        {
            if (number >= 0 && number < image.LayerCount)
                Choose(image, number);
            else
                WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NoSuchLayer, $"there is no layer {number}; the image has {image.LayerCount}, numbered from 0"), image.Archive));
        }
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_chosen.Count > 1)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, "the destination is no folder that exists, and several layers cannot go into one file"), Destination));
        else if (_chosen.Count == 1)
            Guard(Destination, () => Export(_chosen[0].Image, _chosen[0].Layer));
    }

    // Whether one layer or several will come for a single file, only the end tells.
    private void Choose(ContainerImage image, int layer)
    {
        if (_destination is { IsFolder: true })
            Guard(image.Archive, () => Export(image, layer));
        else if (_destination is not null)
            _chosen.Add((image, layer));
    }

    private void Export(ContainerImage image, int layer)
    {
        LayerSource source = image.Layers[layer];
        string path = _destination!.PlaceOf(image, layer, LayerFile.ExtensionOf(source, Compression));
        if (!ShouldProcess($"Item: {VisibleText.Line(image.Name)} layer {layer} Destination: {VisibleText.Line(path)}", "Export layer"))
            return;
        IReadOnlyList<ImageWarning> wrong = [];
        FileInfo written = Run(Activity, meter => WholeFile.Write(path, Force, file => wrong = LayerFile.Write(source, layer, Compression, file, image.Limits, meter)));
        WriteWarnings(image.Archive, wrong);
        if (PassThru)
            WriteObject(written);
    }
}
