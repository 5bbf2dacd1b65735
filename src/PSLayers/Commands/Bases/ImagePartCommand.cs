using System.Management.Automation;
using PSLayers.Images;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that shows images, or what an image says without its tree, and so takes image objects as well as paths.</summary>
public abstract class ImagePartCommand : ImageCommand
{
    /// <summary>Images from Get-ContainerImage.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public ContainerImage[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (ParameterSetName == ObjectSet)
        {
            foreach (ContainerImage image in InputObject)
                Guard(image.Archive, () => ProcessImage(image));
        }
    }
}
