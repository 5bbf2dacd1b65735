using System.Management.Automation;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Provider;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that looks at whole images through their tree. It takes paths and objects: a layer means the image up to it.</summary>
/// <typeparam name="TInput">What objects it takes from the pipeline.</typeparam>
public abstract class LayeredImageCommand<TInput> : ImageCommand where TInput : ImageOrPart
{
    /// <summary>Images, or parts of images, from other cmdlets.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public TInput[] InputObject { get; set; } = [];

    /// <summary>Works on one image.</summary>
    /// <param name="image">The image with its tree.</param>
    /// <param name="layer">Number of the layer that came from the pipeline; null where the image as a whole is meant.</param>
    private protected abstract void Process(LayeredImage image, int? layer);

    /// <summary>Whether contents will be compared. Compressed layers that have to be listed then tell in the same pass which are equal.</summary>
    private protected virtual bool ComparesContent => false;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (ParameterSetName != ObjectSet)
            return;
        foreach (TInput input in InputObject)
            Guard(TargetOf(input), () => Take(input));
    }

    private void Take(TInput input)
    {
        if (input is ImageView view)
            ProcessView(view);
        else
            ProcessInput(input);
    }

    /// <summary>The layer that a mounted view stands for, as one from the pipeline would; null where it stands for the image as a whole.</summary>
    /// <param name="view">The view.</param>
    /// <param name="image">The image that it shows.</param>
    private protected virtual int? LayerOf(ImageView view, ContainerImage image) => null;

    private protected override void ProcessView(ImageView view)
    {
        ContainerImage image = ShownImage(view);
        if (LayerOf(view, image) is { } layer)
            ProcessImage(image, layer);
        else
            ProcessImage(image);
    }

    /// <summary>Works on one object.</summary>
    private protected virtual void ProcessInput(TInput input)
    {
        if (input is ImageLayer layer)
            ProcessImage(layer.Image!, layer.LayerIndex);
        else if (input is ContainerImage image)
            ProcessImage(image);
    }

    private protected override void ProcessImage(ContainerImage image) => ProcessImage(image, null);

    // Attestations and other artifacts have no files. They come along with the images of an archive, by its path as through the pipeline.
    private void ProcessImage(ContainerImage image, int? layer)
    {
        if (image.Kind == ImageKind.Image)
            Process(Read(image, Needs(image)), layer);
        else
            WriteVerbose($"{image.Name} is left out: it is no image but of the kind {image.Kind}");
    }

    // Within a single layer there is nothing to compare.
    private Func<int, LayerNeeds>? Needs(ContainerImage image) => ComparesContent && image.LayerCount > 1 ? _ => LayerNeeds.Fingerprints : null;
}
