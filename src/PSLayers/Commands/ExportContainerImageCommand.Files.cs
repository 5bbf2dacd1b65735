using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Trees;
using PSLayers.Writing;

namespace PSLayers.Commands;

public sealed partial class ExportContainerImageCommand
{
    /// <summary>The uppermost layer of a root file system.</summary>
    [Parameter]
    [Alias("TopLayer")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    private void ExportFiles(string path)
    {
        ContainerImage[] images = [.. _images.Where(image => image.Kind == ImageKind.Image)];
        if (images is not [var image])
            throw new ImageException(ImageErrorId.SeveralImages, $"one root file system is written, and there are {images.Length} images; tag and platform choose");
        LayeredImage layered = Read(image);
        var warnings = new List<ImageWarning>();
        var packing = new LayerPacking(Compression, CompressionLevel);
        Run(Activity, meter =>
        {
            RootFileSystemTar.Write(layered, layered.ViewUpTo(UpTo), path, packing, Force, warnings, meter);
            return true;
        });
        WriteWarnings(image.Archive, warnings);
        if (PassThru)
            WriteObject(Open(path).Images, enumerateCollection: true);
    }
}
