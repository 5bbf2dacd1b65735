using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The lives of paths: every version through the layers, oldest first. Whether content changed is told by its digest, which is read for
/// all paths at once.</summary>
internal sealed class PathTrace
{
    private readonly LayeredImage _image;
    private readonly IReadOnlyList<int> _nodes;
    private readonly int _top;
    private readonly CancellationToken _cancellation;
    private ContentDigests? _digests;

    private PathTrace(LayeredImage image, IReadOnlyList<int> nodes, int top, CancellationToken cancellation) =>
        (_image, _nodes, _top, _cancellation) = (image, nodes, top, cancellation);

    /// <summary>What the layers did, path by path. They are made while they are gone through, for there may be millions.</summary>
    public IEnumerable<FileVersion> Versions => Steps().Select(Version);

    /// <summary>What could not be read.</summary>
    public IReadOnlyList<ImageException> Errors => _digests?.Errors ?? [];

    /// <summary>Follows paths through the layers.</summary>
    /// <param name="image">The image.</param>
    /// <param name="nodes">The paths.</param>
    /// <param name="top">The last layer.</param>
    /// <param name="withContent">Whether the content is read; without it, size and time tell whether it changed.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static PathTrace Of(LayeredImage image, IReadOnlyList<int> nodes, int top, bool withContent, ReadMeter meter)
    {
        var trace = new PathTrace(image, nodes, top, meter.Cancellation);
        if (withContent)
        {
            HashSet<(int, int)> contents = [.. trace.Steps().Select(step => ContentOf(image, step.After)).OfType<(int, int)>()];
            trace._digests = ContentDigests.Sha256(image, contents, meter);
        }
        return trace;
    }

    /// <summary>Whether any layer puts something at a path, or removes it.</summary>
    public static bool HasLife(LayeredTree tree, int node)
    {
        (int start, int end) = tree.Versions(node);
        for (int version = start; version < end; version++)
        {
            if (tree.Version(version).Has(VersionFlags.Present | VersionFlags.Removed))
                return true;
        }
        return false;
    }

    // Only a layer that says something of a path, or the first one that hides it by a directory above, can change what is seen.
    private IEnumerable<Step> Steps()
    {
        LayeredTree tree = _image.Tree;
        var hiding = new HidingLayers(tree, _top);
        foreach (int node in _nodes)
        {
            int before = -1;
            (int start, int end) = tree.Versions(node, _top);
            for (int own = start; own < end; own++)
            {
                _cancellation.ThrowIfCancellationRequested();
                NodeVersion version = tree.Version(own);
                if (before >= 0 && hiding.FromAbove(node, tree.Version(before).Layer) is var by && by < version.Layer)
                {
                    yield return new Step(node, by, before, -1);
                    before = -1;
                }
                int after = version.Has(VersionFlags.Present) ? own : version.Seen;
                if (after >= 0 && (tree.Version(after).Layer < version.Self || hiding.FromAbove(node, tree.Version(after).Layer) <= version.Layer))
                    after = -1;
                // A layer that removes what is not there says so all the same; what it was about may be in a layer that is not here.
                bool removesNothing = before < 0 && after < 0 && version.Has(VersionFlags.Removed);
                if (before != after || removesNothing)
                    yield return new Step(node, version.Layer, before, after);
                before = after;
            }
            if (before >= 0 && hiding.FromAbove(node, tree.Version(before).Layer) is var last && last != int.MaxValue)
                yield return new Step(node, last, before, -1);
        }
    }

    private FileVersion Version(Step step)
    {
        return new FileVersion
        {
            Image = _image,
            Node = step.Node,
            Layer = _image.Layers[step.Layer],
            Entry = _image.Entry(step.After),
            Size = step.After < 0 ? null : ContentOf(_image, step.After) is (int l, int row) ? _image.Tree.Layers[l]!.Row(row).Size : 0,
            ContentDigest = DigestOf(step.After),
            Change = step.After < 0 ? Change.Removed : step.Before < 0 ? Change.Added : Compare(step),
        };
    }

    private Change Compare(Step step)
    {
        Facts old = Facts.Of(_image, step.Before);
        Facts now = Facts.Of(_image, step.After);
        FileProperties changed = Facts.Compare(_image, old, _image, now);
        if (old.Type != EntryType.File || now.Type != EntryType.File || old.Content == now.Content || old.Size != now.Size)
            return changed.ToKind();
        bool? isSame = _digests is null ? old.Time == now.Time
            : DigestOf(step.Before) is { } one && DigestOf(step.After) is { } other ? one == other
            : null;
        if (isSame == false)
            changed |= FileProperties.Content;
        return isSame is null && changed.ToKind() != Change.Modified ? Change.NotCompared : changed.ToKind();
    }

    private string? DigestOf(int version) => ContentOf(_image, version) is (int layer, int row) ? _digests?[layer, row]?.ToString() : null;

    private static (int Layer, int Row)? ContentOf(LayeredImage image, int version) =>
        Facts.Of(image, version) is { Type: EntryType.File } facts ? facts.Content : null;

    // From what is seen of a path after the layers below to what is seen after this one; -1 for nothing.
    private readonly record struct Step(int Node, int Layer, int Before, int After);
}
