using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Commands.Bases;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Commands;

/// <summary>Lists the images of saved archives and layouts.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class GetContainerImageCommand : ImagePartCommand
{
    /// <summary>Whether to read the layers for the sum of their files.</summary>
    [Parameter]
    public SwitchParameter IncludeSize { get; set; }

    private protected override void ProcessImage(ContainerImage image) => WriteObject(IncludeSize && image.Kind == ImageKind.Image ? Measured(image) : image);

    private ContainerImage Measured(ContainerImage image)
    {
        long size = 0;
        bool isWhole = true;
        ReadLayers(image, null, (_, content) =>
        {
            isWhole &= content is { Damage: null };
            size = ByteSum.Add(size, content?.Size ?? 0);
        });
        return isWhole ? image.WithSize(size) : image;
    }
}
