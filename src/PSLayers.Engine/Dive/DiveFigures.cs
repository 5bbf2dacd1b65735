using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Dive;

/// <summary>The figures that dive gives of an image (https://github.com/wagoodman/dive, dive/filetree/efficiency.go and dive/image/analysis.go), so
/// that rules written for dive can be checked here to the same result. What an image really wastes is another matter: dive counts the copy
/// that is kept as well, and of a removed directory only what was in it when it went.</summary>
/// <remarks>dive differs where a layer has what its index does not tell: it adds the size that a link's header states, which has no data; it
/// keeps names that lead out of the root apart from those inside; and it refuses layers with a global PAX header.</remarks>
/// <param name="Efficiency">Sum of the smallest copy of each path by the sum of all copies: 1 where nothing is there twice.</param>
/// <param name="WastedBytes">Bytes of all copies of the paths that have more than one.</param>
/// <param name="UserWastedPercent"><paramref name="WastedBytes"/> as a part (1 is all) of the bytes of the layers above the base. Not a number
/// for an image of one layer; infinite where those layers only remove.</param>
internal sealed record DiveFigures(double Efficiency, long WastedBytes, double UserWastedPercent)
{
    /// <summary>The figures of the layers from the base up to one.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="top">The uppermost layer; it and all below were read to their ends.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">It would cost more.</exception>
    public static DiveFigures Of(LayeredTree tree, int top, ReadLimits limits, CancellationToken cancellation = default)
    {
        LayerIndex[] layers = [.. tree.Layers.Take(top + 1).Select(layer => layer!)];
        return new DiveAnalysis(tree, limits).Of(layers, cancellation);
    }
}
