using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Commands;

/// <summary>Shows what images say of themselves and of the containers made from them.</summary>
[Cmdlet(VerbsCommon.Get, "ImageConfig", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImageConfig))]
public sealed class GetImageConfigCommand : ImagePartCommand
{
    private protected override void ProcessImage(ContainerImage image)
    {
        if (image.Config is not null)
            WriteObject(image.Config);
        else
            WriteVerbose($"{VisibleText.Line(image.Name)} in {VisibleText.Line(image.Archive)} has no config: it is {image.Format}, {image.Kind}.");
    }
}
