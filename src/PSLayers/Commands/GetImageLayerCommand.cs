using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Commands;

/// <summary>Lists the layers of images, base first.</summary>
[Cmdlet(VerbsCommon.Get, "ImageLayer", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageLayer))]
public sealed class GetImageLayerCommand : ImagePartCommand
{
    /// <summary>Whether to leave the layers unread, and what only they can tell null.</summary>
    [Parameter]
    public SwitchParameter Fast { get; set; }

    /// <summary>Whether digests are computed from the layers' bytes instead of being taken from config and manifest.</summary>
    [Parameter]
    public SwitchParameter Verify { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // The one reads no layer, the other every byte.
        Exclude(nameof(Fast), nameof(Verify));
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        // The blobs of an attestation or a chart are no layers; they come when the artifact itself is asked for.
        if (image.Kind == ImageKind.Image || ParameterSetName == ObjectSet)
            DescribeLayers(image, Fast ? [] : null, (layer, _) => WriteObject(layer), Verify ? _ => LayerNeeds.DiffId | LayerNeeds.StoredDigest : LayerReading.AnyDiffId(image));
    }
}
