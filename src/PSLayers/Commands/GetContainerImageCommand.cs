using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Commands;

/// <summary>Lists the images of saved archives and layouts.</summary>
[Cmdlet(VerbsCommon.Get, "ContainerImage", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class GetContainerImageCommand : ImageCommand
{
    /// <summary>Archives or folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Whether to read the layers for the sum of their files.</summary>
    [Parameter]
    public SwitchParameter IncludeSize { get; set; }

    private protected override IReadOnlyList<string> ArchivePaths => Path;

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
