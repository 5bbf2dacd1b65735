using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The changes between views of one image: a projection of its tree. What a layer did is the change from the view below it to its own.</summary>
internal sealed class LayerDiff
{
    private readonly LayeredImage _image;
    private readonly DiffOptions _options;
    private IReadOnlyList<Step> _steps = [];
    private readonly PairComparison _comparison;
    private readonly CancellationToken _cancellation;

    private LayerDiff(LayeredImage image, DiffOptions options, CancellationToken cancellation) =>
        (_image, _options, _comparison, _cancellation) = (image, options, new PairComparison(image, image, options), cancellation);

    /// <summary>The changes, by path; of several layers, layer by layer.</summary>
    public IEnumerable<LayerChange> Changes
    {
        get
        {
            foreach (Step step in _steps)
            {
                HidingLayers? hiding = step.IsOneLayer ? null : new HidingLayers(_image.Tree, Math.Max(step.Reference, step.Difference));
                foreach (Finding finding in step.Findings)
                {
                    _cancellation.ThrowIfCancellationRequested();
                    FileProperties changed = finding.Settled(_comparison.Contents);
                    Change kind = finding.Kind(_comparison.Contents);
                    if (kind != Change.Unmodified)
                        yield return new LayerChange(_image, finding.Pair, kind, changed, LayerOf(step, finding.Pair, hiding), VanishedBytes(step, finding.Pair));
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
    public static LayerDiff Between(LayeredImage image, int reference, int difference, DiffOptions options, ReadMeter meter)
    {
        var diff = new LayerDiff(image, options, meter.Cancellation);
        (int lower, int upper) = (Math.Min(reference, difference), Math.Max(reference, difference));
        diff._steps = [diff.Find(reference, difference, TouchedNodes.Between(image.Tree, lower, upper, meter.Cancellation), meter)];
        diff._comparison.Contents.Read(meter);
        return diff;
    }

    /// <summary>What each of some layers did to the view below it. However many they are, no compressed layer is decompressed twice, and no
    /// path is looked at in layers that do nothing to it.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layers">Numbers of the layers.</param>
    /// <param name="options">How to compare.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static LayerDiff OfLayers(LayeredImage image, IEnumerable<int> layers, DiffOptions options, ReadMeter meter)
    {
        var diff = new LayerDiff(image, options, meter.Cancellation);
        int[] wanted = [.. layers];
        var steps = new Dictionary<int, Step>();
        TouchedNodes? touched = null;
        foreach (int layer in wanted.Distinct().Order())
        {
            touched ??= new TouchedNodes(image.Tree, layer - 1);
            touched.GoTo(layer, layer, meter.Cancellation);
            steps.Add(layer, diff.Find(layer - 1, layer, touched, meter));
        }
        diff._steps = Array.ConvertAll(wanted, layer => steps[layer]);
        diff._comparison.Contents.Read(meter);
        return diff;
    }

    private Step Find(int reference, int difference, TouchedNodes touched, ReadMeter meter)
    {
        var walk = new PairWalk(_image.Tree.View(reference), _image.Tree.View(difference)) { TouchedBefore = touched, IntoVanished = _options.Recurse, AreEqual = _options.IncludeEqual ? null : _comparison.AreEqual };
        List<Finding> findings = _comparison.Find(walk, meter);
        var vanished = new Dictionary<int, long>();
        foreach (Finding finding in findings)
        {
            if (!_options.Recurse && walk.IsVanished(finding.Pair))
                vanished.Add(finding.Pair.Before!.Value.Node, BytesBelow(_image.Tree.View(reference), finding.Pair.Before.Value, touched));
        }
        return new Step(reference, difference, findings, vanished);
    }

    // The layer above the lower view that made the path what the upper view has, whichever of them comes first.
    private int LayerOf(Step step, FilePair pair, HidingLayers? hiding)
    {
        int upper = Math.Max(step.Reference, step.Difference);
        if (hiding is null)
            return upper;
        (ViewNode? below, ViewNode? above) = step.Reference < step.Difference ? (pair.Before, pair.After) : (pair.After, pair.Before);
        return above is { Version: >= 0 } made
            ? _image.Tree.Version(made.Version).Layer
            : hiding.Of(below!.Value.Node, below.Value.Version).ByLayer;
    }

    private static long VanishedBytes(Step step, FilePair pair) => pair.Before is { } old ? step.Vanished.GetValueOrDefault(old.Node) : 0;

    private long BytesBelow(TreeView view, ViewNode directory, TouchedNodes touched)
    {
        long bytes = 0;
        var children = new List<int>();
        var open = new Stack<ViewNode>([directory]);
        while (open.TryPop(out ViewNode at))
        {
            touched.Children(at.Node, at.Lowest, children, _cancellation);
            foreach (int child in children)
            {
                if (view.See(child, at.Lowest) is not { } vanished)
                    continue;
                if (view.IsDirectory(vanished))
                    open.Push(vanished);
                else if (_image.Tree.Version(vanished.Version) is { Row: >= 0 } seen && _image.Tree.Layers[seen.Layer]!.Row(seen.Row) is { Type: EntryType.File } row)
                    bytes = ByteSum.Add(bytes, row.Size);
            }
        }
        return bytes;
    }

    private sealed record Step(int Reference, int Difference, List<Finding> Findings, Dictionary<int, long> Vanished)
    {
        public bool IsOneLayer => Math.Abs(Reference - Difference) == 1;
    }
}
