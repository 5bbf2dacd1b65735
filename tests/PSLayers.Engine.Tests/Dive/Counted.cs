using PSLayers.Dive;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Dive;

/// <summary>dive's figures of layers that were read.</summary>
internal static class Counted
{
    public static DiveFigures Of(IReadOnlyList<LayerIndex?> layers, CancellationToken cancellation = default) =>
        DiveFigures.Of(LayeredTree.Build(layers, NameFolding.Exact, ReadLimits.Default, default), layers.Count - 1, ReadLimits.Default, cancellation);
}
