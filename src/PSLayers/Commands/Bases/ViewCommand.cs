using System.Management.Automation;
using PSLayers.Completion;
using PSLayers.Images;
using PSLayers.Provider;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that looks at one view of each image: that of all layers, or of those up to one.</summary>
public abstract class ViewCommand : LayeredImageCommand<ImageOrLayer>
{
    /// <summary>The uppermost layer of the view.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("TopLayer", "LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? UpTo { get; set; }

    private protected override int? LayerOf(ImageView view, ContainerImage image) => TopOf(view);
}
