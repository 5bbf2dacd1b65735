using System.Management.Automation;
using System.Text;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Packages;
using PSLayers.Sbom;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Writes a bill of materials of an image: its packages in a form that other tools read.</summary>
[Cmdlet(VerbsData.Export, "ImageSbom", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportImageSbomCommand : LayeredImageCommand<ImageOrLayer>
{
    private const string ReadingActivity = "Reading packages";
    private const string WritingActivity = "Writing the bill of materials";

    private ISbomFormat _format = SbomFormats.All[0];
    private NamedDestination? _destination;
    private (LayeredImage Image, int? Layer)? _alone;
    private bool _areSeveral;

    /// <summary>The file, or a folder that gets a file for each image.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>The form.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SbomFormatCompleter))]
    public string Format { get; set; } = SbomFormats.Names[0];

    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    /// <summary>When it was made, as it is to say.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>Whether it gets an identifier of its own each time.</summary>
    [Parameter]
    public SwitchParameter NewSerialNumber { get; set; }

    /// <summary>Whether a file that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the files that were written are given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (SbomFormats.Find(Format) is not { } format)
        {
            var error = new PSArgumentException($"There is no form {Format}; the forms are {string.Join(", ", SbomFormats.Names)}.", nameof(Format));
            ThrowTerminatingError(new ErrorRecord(error, "SbomFormatUnknown", ErrorCategory.InvalidArgument, Format));
            return;
        }
        _format = format;
        if (Destination is { } given)
            Guard(given, () => _destination = new NamedDestination(given, PlaceOnDisk(given)));
        if (Timestamp is null && Environment.GetEnvironmentVariable(SbomDocument.EpochVariable) is { Length: > 0 } && SbomDocument.EpochOfBuild is null)
            WriteWarning($"The environment variable {SbomDocument.EpochVariable} is no number of seconds since 1970, and is not used.");
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        if (Destination is null)
            WriteObject(TextOf(image, layer));
        else if (_destination is { IsFolder: true })
            Guard(Destination, () => Export(image, layer));
        else if (_destination is not null)
            (_alone, _areSeveral) = (_alone ?? (image, layer), _alone is not null);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_areSeveral)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, "the destination is no folder that exists, and several images cannot go into one file"), Destination!));
        else if (_alone is var (image, layer))
            Guard(Destination!, () => Export(image, layer));
    }

    private void Export(LayeredImage image, int? layer)
    {
        string path = _destination!.PlaceOf(image.Image, UpTo ?? layer, _format.Extension);
        if (!ShouldProcess($"Item: {image.Image.Name} Destination: {VisibleText.Line(path)}", "Export SBOM"))
            return;
        WholeFile.Check(path, Force);
        SbomDocument document = Describe(image, layer);
        FileInfo written = Run(WritingActivity, meter => WholeFile.Write(path, Force, file =>
        {
            document.Write(_format, file, long.MaxValue, meter.Cancellation);
            file.WriteByte((byte)'\n');
        }));
        if (PassThru)
            WriteObject(written);
    }

    private string TextOf(LayeredImage image, int? layer)
    {
        SbomDocument document = Describe(image, layer);
        return Run(WritingActivity, meter =>
        {
            using var text = new MemoryStream();
            document.Write(_format, text, image.Limits.WholeContent, meter.Cancellation);
            return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length);
        });
    }

    private SbomDocument Describe(LayeredImage image, int? layer)
    {
        TreeView view = image.ViewUpTo(UpTo ?? layer);
        ImagePackages packages = Run(ReadingActivity, meter => ImagePackages.Of(image, view, [], meter));
        WriteWarnings(image.Image.ImagePath, packages.Warnings);
        WriteErrors(image.Image.ImagePath, packages.Errors);
        return SbomDocument.Of(image, view.Top, packages, new SbomOptions { Timestamp = Timestamp, IsUnique = NewSerialNumber });
    }
}
