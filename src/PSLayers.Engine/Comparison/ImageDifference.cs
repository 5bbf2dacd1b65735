using PSLayers.Diff;
using PSLayers.Model;

namespace PSLayers.Comparison;

/// <summary>A difference between two images that is none of files: of their layers, history, configuration or size. In the shape of
/// Compare-Object; a snapshot that holds no open file.</summary>
public sealed class ImageDifference : ImageObject
{
    /// <summary>What of the images is compared.</summary>
    public ImageAspect Aspect { get; internal init; }

    /// <summary><c>&lt;=</c> only in the reference image, <c>=&gt;</c> only in the other, <c>&lt;&gt;</c> in both but different, <c>==</c> equal.</summary>
    public string SideIndicator => SideIndicators.Of(Change);

    /// <summary>What became of it on the way from the reference image to the other.</summary>
    public Change Change { get; internal init; }

    /// <summary>What is compared: the DiffId of a layer, an instruction, a field of the config such as <c>Env.PATH</c>, a figure.</summary>
    public string Name { get; internal init; } = "";

    /// <summary>What the reference image has: an ImageLayer, a HistoryEntry, or the value; null for nothing.</summary>
    public object? ReferenceValue { get; internal init; }

    /// <summary>What the second image has, likewise.</summary>
    public object? DifferenceValue { get; internal init; }

    /// <summary>Name of the reference image.</summary>
    public string ReferenceImage { get; internal init; } = "";

    /// <summary>Name of the second image.</summary>
    public string DifferenceImage { get; internal init; } = "";

    /// <summary>The side, the aspect and the name.</summary>
    public override string ToString() => $"{SideIndicator} {Aspect}: {Name}";
}
