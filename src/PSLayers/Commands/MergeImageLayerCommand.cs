using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Completion;
using PSLayers.Editing.Merging;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Merges layers of images into one: all of them, or some that stand one on the other.</summary>
[Cmdlet(VerbsData.Merge, "ImageLayer", DefaultParameterSetName = PathSet)]
[OutputType(typeof(ContainerImage))]
public sealed class MergeImageLayerCommand : LayeredImageCommand<ContainerImage>
{
    private const string Activity = "Merging layers";

    /// <summary>Numbers of the layers that become one.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? Layer { get; set; }

    /// <summary>The lowest layer that is merged, with all above it.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int From { get; set; }

    /// <summary>What becomes of the steps of the history whose layers are merged.</summary>
    [Parameter]
    public MergedHistory History { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Exclude(nameof(Layer), nameof(From));

    private protected override void Process(LayeredImage image, int? layer)
    {
        LayerRun run = LayerRun.Of(image, Layer, From);
        ContainerImage merged = Run(Activity, meter => MergedImage.Of(image, run, History, meter));
        WriteWarnings(image.Image.Archive, merged.Warnings);
        WriteObject(merged);
    }
}
