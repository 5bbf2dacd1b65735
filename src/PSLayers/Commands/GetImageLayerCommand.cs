using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Images;
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

    private protected override void ProcessImage(ContainerImage image)
    {
        // The blobs of an attestation or a chart are no layers; they come when the artifact itself is asked for.
        if (image.Kind == ImageKind.Image || ParameterSetName == ObjectSet)
            DescribeLayers(image, Fast ? [] : null, (layer, _) => WriteObject(layer), withDiffIds: true);
    }
}
