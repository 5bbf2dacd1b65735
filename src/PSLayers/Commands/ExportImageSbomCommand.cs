using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Completion;
using PSLayers.Packages;
using PSLayers.Sbom;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Writes a bill of materials of an image: its packages in a form that other tools read.</summary>
[Cmdlet(VerbsData.Export, "ImageSbom", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(string), typeof(FileInfo))]
public sealed class ExportImageSbomCommand : FilePerImageCommand
{
    private const string ReadingActivity = "Reading packages";
    private const string WritingActivity = "Writing the bill of materials";

    private ISbomFormat _format = SbomFormats.All[0];

    /// <summary>The form.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(SbomFormatCompleter))]
    public string Format { get; set; } = SbomFormats.Names[0];

    /// <summary>Whether packages of a language are told of too that a package of the system brought.</summary>
    [Parameter]
    public SwitchParameter IncludeOwned { get; set; }

    /// <summary>When it was made, as it is to say.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>Whether it gets an identifier of its own each time.</summary>
    [Parameter]
    public SwitchParameter NewSerialNumber { get; set; }

    private protected override string Extension => _format.Extension;

    private protected override string Action => "Export SBOM";

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
        base.BeginProcessing();
        if (Timestamp is null && Environment.GetEnvironmentVariable(SbomDocument.EpochVariable) is { Length: > 0 } && SbomDocument.EpochOfBuild is null)
            WriteWarning($"The environment variable {SbomDocument.EpochVariable} is no number of seconds since 1970, and is not used.");
    }

    private protected override void Write(LayeredImage image, TreeView view, string? path)
    {
        ImagePackages packages = Run(ReadingActivity, meter => ImagePackages.Of(image, view, [], meter, IncludeOwned));
        WriteWarnings(image.Image.Archive, packages.Warnings);
        WriteErrors(image.Image.Archive, packages.Errors);
        SbomDocument document = SbomDocument.Of(image, view.Top, packages, new SbomOptions { Timestamp = Timestamp, IsUnique = NewSerialNumber });
        if (path is null)
            WriteObject(Run(WritingActivity, meter => document.ToText(_format, image.Limits.WholeContent, meter.Cancellation)));
        else
            WriteFile(path, () => Run(WritingActivity, meter => document.ToFile(_format, path, Force, meter.Cancellation)));
    }
}
