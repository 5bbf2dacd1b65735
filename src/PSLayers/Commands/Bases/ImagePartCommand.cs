using System.Management.Automation;
using PSLayers.Images;
using PSLayers.Provider;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that shows images, or what an image says without its tree, and so takes image objects as well as paths.</summary>
public abstract class ImagePartCommand : ImageCommand
{
    /// <summary>Images from Get-ContainerImage, or views from Get-ImageView.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public ImageOrView[] InputObject { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        base.ProcessRecord();
        if (ParameterSetName == ObjectSet)
        {
            foreach (ImageOrView input in InputObject)
                Guard(TargetOf(input), () => ProcessInput(input));
        }
    }

    private void ProcessInput(ImageOrView input)
    {
        if (input is ImageView view)
            ProcessView(view);
        else if (input is ContainerImage image)
            ProcessImage(image);
    }
}
