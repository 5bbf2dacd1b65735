using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Comparison;

/// <summary>The differences between the files of two images. Where both stand on the same layers, only what their own layers touch is looked at.</summary>
internal sealed class ImageComparison
{
    private readonly LayeredImage _reference;
    private readonly LayeredImage _difference;
    private readonly bool _includesEqual;
    private readonly PairComparison _comparison;
    private readonly List<Finding> _findings;

    private ImageComparison(LayeredImage reference, LayeredImage difference, DiffOptions options, ReadMeter meter)
    {
        (_reference, _difference, _includesEqual) = (reference, difference, options.IncludeEqual);
        Shared = SharedLayers.Of(reference, difference);
        _comparison = new PairComparison(reference, difference, options, Shared);
        _findings = _comparison.Find(Walk(meter.Cancellation), meter);
        _comparison.Contents.Read(meter);
    }

    /// <summary>The layers that both images have.</summary>
    public SharedLayers Shared { get; }

    /// <summary>The differences, by path.</summary>
    public IEnumerable<FileDifference> Files
    {
        get
        {
            foreach (Finding finding in _findings)
            {
                FileProperties changed = finding.Settled(_comparison.Contents);
                Change kind = finding.Kind(_comparison.Contents);
                if (_includesEqual || kind != Change.Unmodified)
                    yield return new FileDifference(_reference, _difference, finding.Pair, kind, changed);
            }
        }
    }

    /// <summary>What could not be read; such files are not compared.</summary>
    public IReadOnlyList<ImageException> Errors => _comparison.Contents.Errors;

    /// <summary>Compares the files of two images.</summary>
    /// <param name="reference">The image to compare with.</param>
    /// <param name="difference">The image that is compared.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static ImageComparison Of(LayeredImage reference, LayeredImage difference, DiffOptions options, ReadMeter meter) =>
        new(reference, difference, options, meter);

    private PairWalk Walk(CancellationToken cancellation) => new(_reference.Tree.TopView, _difference.Tree.TopView)
    {
        IntoVanished = true,
        AreEqual = _includesEqual ? null : _comparison.AreEqual,
        TouchedBefore = _includesEqual ? null : Own(_reference, cancellation),
        TouchedAfter = _includesEqual ? null : Own(_difference, cancellation),
    };

    private TouchedNodes Own(LayeredImage image, CancellationToken cancellation) =>
        TouchedNodes.Between(image.Tree, Shared.Base - 1, image.Layers.Count - 1, cancellation);
}
