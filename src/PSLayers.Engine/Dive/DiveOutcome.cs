using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Dive;

/// <summary>dive's figures of an image, or why there are none: they are a small part of a report, which is not lost for them.</summary>
/// <param name="Figures">The figures; null where there are none.</param>
/// <param name="Fault">Why there are none; null where nothing is wrong.</param>
internal sealed record DiveOutcome(DiveFigures? Figures, ImageException? Fault)
{
    /// <summary>Works out the figures of the layers from the base up to one.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="top">The uppermost layer; it and all below were read to their ends.</param>
    /// <param name="limits">What it may cost.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static DiveOutcome Of(LayeredTree tree, int top, ReadLimits limits, CancellationToken cancellation)
    {
        try
        {
            return new DiveOutcome(DiveFigures.Of(tree, top, limits, cancellation), null);
        }
        catch (ImageException e)
        {
            return new DiveOutcome(null, e);
        }
        catch (Exception e) when (InternalFault.Is(e))
        {
            return new DiveOutcome(null, InternalFault.Of(e));
        }
    }
}
