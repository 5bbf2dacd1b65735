using System.Management.Automation;
using PSLayers.Images;

namespace PSLayers.Common;

/// <summary>A cmdlet that shows a part of images, and so takes image objects as well as paths.</summary>
public abstract class ImagePartCommand : ImageCommand
{
    /// <summary>Archives or folders.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Images from Get-ContainerImage.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public ContainerImage[] InputObject { get; set; } = [];

    private protected override IReadOnlyList<string> ArchivePaths => Path;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (ParameterSetName == ObjectSet)
        {
            foreach (ContainerImage image in InputObject)
                Guard(image.ImagePath, () => ProcessImage(image));
        }
    }
}
