using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Images;
using PSLayers.Text;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Commands;

/// <summary>Writes images into an archive or a layout: those of other archives, and those that were edited.</summary>
[Cmdlet(VerbsData.Export, "ContainerImage", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(ContainerImage))]
public sealed partial class ExportContainerImageCommand : ImagePartCommand
{
    private const string Activity = "Writing images";

    private readonly List<ContainerImage> _images = [];

    /// <summary>The file, or the folder of the layout.</summary>
    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The form.</summary>
    [Parameter]
    public ImageFormat? Format { get; set; }

    /// <summary>Whether what exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the images are given out as they were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => CheckOptions();

    private protected override void ProcessImage(ContainerImage image) => _images.Add(image);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_images.Count > 0)
            Guard(Destination, () => Export(System.IO.Path.TrimEndingDirectorySeparator(PlaceOnDisk(Destination))));
    }

    private void Export(string path)
    {
        bool isFolder = System.IO.Path.EndsInDirectorySeparator(Destination) || Directory.Exists(path);
        ImageFormat format = Format ?? (isFolder ? ImageFormat.OciLayout : ImageFormat.DockerArchive);
        string names = string.Join(", ", _images.Select(image => VisibleText.Line(image.Name)).Distinct());
        if (!ShouldProcess($"Item: {names} Destination: {VisibleText.Line(path)}", $"Export {format}"))
            return;
        if (format == ImageFormat.RootFileSystem)
        {
            ExportFiles(path);
            return;
        }
        ExportOptions options = OptionsFor(format, path);
        IReadOnlyList<ExportedImage> written = Run(Activity, meter => ImageExport.Write(_images, path, options, meter));
        foreach (ExportedImage image in written)
            Tell(image);
        if (PassThru)
            WriteObject(Opened(path, written), enumerateCollection: true);
    }

    // Who keeps an image's digest has to know that it is another one now.
    private void Tell(ExportedImage image)
    {
        WriteWarnings(image.Image.Archive, image.Warnings);
        (string? id, string? now) = (image.Image.ImageId, image.Config?.Digest.ToString());
        if (now is not null && now != id && id is not null)
            WriteWarning($"{VisibleText.Line(image.Image.Name)}: the ImageId was {id}, and is {now} as it was written.");
        if (image.Image.ManifestDigest is { } digest && !image.IsUnchanged)
            WriteWarning($"{VisibleText.Line(image.Image.Name)}: the manifest's digest was {digest}, and is {image.ManifestDigest} as it was written.");
    }

    private IEnumerable<ContainerImage> Opened(string path, IReadOnlyList<ExportedImage> written)
    {
        HashSet<string> digests = [.. written.Select(image => image.ManifestDigest.ToString())];
        return Open(path).Images.Where(image => digests.Contains(image.ManifestDigest ?? ""));
    }
}
