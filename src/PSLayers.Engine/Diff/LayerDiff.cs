using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The changes between views of one image: a projection of its tree. What a layer did is the change from the view below it to its own.</summary>
internal sealed class LayerDiff
{
    private readonly LayeredImage _image;
    private readonly List<Step> _steps = [];
    private readonly PairComparison _comparison;
    private readonly CancellationToken _cancellation;

    private LayerDiff(LayeredImage image, DiffOptions options, CancellationToken cancellation) =>
        (_image, _comparison, _cancellation) = (image, new PairComparison(image, image, options), cancellation);

    /// <summary>The changes, by path; of several layers, layer by layer.</summary>
    public IEnumerable<LayerChange> Changes
    {
        get
        {
            foreach (Step step in _steps)
            {
                foreach (Finding finding in step.Findings)
                {
                    FileProperties changed = finding.Settled(_comparison.Contents);
                    Change kind = finding.Kind(_comparison.Contents);
                    if (kind != Change.Unmodified)
                        yield return new LayerChange(_image, finding.Pair, kind, changed, LayerOf(step, finding.Pair), VanishedBytes(step, finding.Pair));
                }
            }
        }
    }

    /// <summary>What could not be read; such files are not compared.</summary>
    public IReadOnlyList<ImageException> Errors => _comparison.Contents.Errors;

    /// <summary>The changes from one view to another.</summary>
    /// <param name="image">The image.</param>
    /// <param name="reference">The uppermost layer of the first view; -1 for the view of no layers.</param>
    /// <param name="difference">The uppermost layer of the second view, above or below the first.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static LayerDiff Between(LayeredImage image, int reference, int difference, DiffOptions options, ReadMeter meter) =>
        Of(image, [(reference, difference)], options, meter);

    /// <summary>What each of some layers did to the view below it. However many they are, no compressed layer is decompressed twice.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layers">Numbers of the layers.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static LayerDiff OfLayers(LayeredImage image, IEnumerable<int> layers, DiffOptions options, ReadMeter meter) =>
        Of(image, layers.Select(layer => (layer - 1, layer)), options, meter);

    private static LayerDiff Of(LayeredImage image, IEnumerable<(int Reference, int Difference)> steps, DiffOptions options, ReadMeter meter)
    {
        var diff = new LayerDiff(image, options, meter.Cancellation);
        foreach ((int reference, int difference) in steps)
        {
            NodeMarks marks = NodeMarks.Of(image.Tree, Math.Min(reference, difference), Math.Max(reference, difference), meter.Cancellation);
            var walk = new PairWalk(image.Tree.View(reference), image.Tree.View(difference)) { MarksBefore = marks, MarksAfter = marks, IntoVanished = options.Recurse };
            diff._steps.Add(new Step(reference, difference, diff._comparison.Find(walk, meter), walk));
        }
        diff._comparison.Contents.Read(meter);
        return diff;
    }

    // The layer above the lower view that made the path what the upper view has, whichever of them comes first.
    private int LayerOf(Step step, FilePair pair)
    {
        (int lower, int upper) = (Math.Min(step.Reference, step.Difference), Math.Max(step.Reference, step.Difference));
        if (upper == lower + 1)
            return upper;
        (ViewNode? below, ViewNode? above) = step.Reference < step.Difference ? (pair.Before, pair.After) : (pair.After, pair.Before);
        return above is { Version: >= 0 } made
            ? _image.Tree.Version(made.Version).Layer
            : HiddenVersions.HiddenAt(_image.Tree, below!.Value.Node, below.Value.Version, upper).ByLayer;
    }

    private long VanishedBytes(Step step, FilePair pair)
    {
        if (step.Walk.IntoVanished || !step.Walk.IsVanished(pair))
            return 0;
        TreeView view = _image.Tree.View(step.Reference);
        long bytes = 0;
        foreach (ViewNode vanished in view.Descendants(pair.Before!.Value, cancellation: _cancellation))
        {
            if (_image.Tree.Version(vanished.Version) is not { Row: >= 0 } seen)
                continue;
            ref readonly LayerRow row = ref _image.Tree.Layers[seen.Layer]!.Row(seen.Row);
            if (row.Type == EntryType.File)
                bytes = ByteSum.Add(bytes, row.Size);
        }
        return bytes;
    }

    private sealed record Step(int Reference, int Difference, List<Finding> Findings, PairWalk Walk);
}
