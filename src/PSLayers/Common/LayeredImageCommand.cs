using System.Management.Automation;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Common;

/// <summary>A cmdlet that looks at whole images through their tree. It takes paths, images, and layers: a layer means the image up to it.</summary>
public abstract class LayeredImageCommand : ImageCommand
{
    /// <summary>Parameter set for layer objects.</summary>
    protected const string LayerSet = "ImageLayer";

    /// <summary>Archives or folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Images from Get-ContainerImage.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public ContainerImage[] InputObject { get; set; } = [];

    /// <summary>Layers from Get-ImageLayer; each means its image up to it.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = LayerSet)]
    [ValidateNotNull]
    public ImageLayer[] ImageLayer { get; set; } = [];

    private protected override IReadOnlyList<string> ArchivePaths => Path;

    /// <summary>Works on one image.</summary>
    /// <param name="image">The image with its tree.</param>
    /// <param name="layer">Number of the layer that came from the pipeline; null where the image as a whole is meant.</param>
    private protected abstract void Process(LayeredImage image, int? layer);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (ParameterSetName == ObjectSet)
        {
            foreach (ContainerImage image in InputObject)
                Guard(image.ImagePath, () => ProcessImage(image));
        }
        else if (ParameterSetName == LayerSet)
        {
            foreach (ImageLayer layer in ImageLayer)
                Guard(layer.ImagePath, () => ProcessImage(layer.Image!, layer.LayerIndex));
        }
    }

    private protected override void ProcessImage(ContainerImage image) => ProcessImage(image, null);

    // Attestations and other artifacts have no files. They come along with the images of an archive, by its path as through the pipeline.
    private void ProcessImage(ContainerImage image, int? layer)
    {
        if (image.Kind == ImageKind.Image)
            Process(Read(image), layer);
        else
            WriteVerbose($"{image.Name} is left out: it is no image but of the kind {image.Kind}");
    }

    /// <summary>Says which view a number of a layer means.</summary>
    /// <exception cref="ImageException">There is no such layer.</exception>
    internal static TreeView ViewOf(LayeredImage image, int? layer) => (layer ?? image.Layers.Count - 1) is >= -1 and var top && top < image.Layers.Count
        ? image.Tree.View(top)
        : throw NoSuchLayer(image, layer);

    /// <summary>The error of asking for a layer that the image does not have.</summary>
    internal static ImageException NoSuchLayer(LayeredImage image, int? layer) =>
        new(ImageErrorId.NoSuchLayer, $"there is no layer {layer}; the image has {image.Layers.Count}, numbered from 0");
}
