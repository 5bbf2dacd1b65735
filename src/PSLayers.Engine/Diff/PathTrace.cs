using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The lives of paths: every version through the layers, oldest first. Whether content changed is told by its digest, which is read for
/// all paths at once.</summary>
internal sealed class PathTrace
{
    private readonly LayeredImage _image;
    private readonly ContentDigests? _digests;

    private PathTrace(LayeredImage image, IReadOnlyList<FileVersion> versions, ContentDigests? digests) =>
        (_image, Versions, _digests) = (image, versions, digests);

    /// <summary>What the layers did, path by path.</summary>
    public IReadOnlyList<FileVersion> Versions { get; private set; }

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
        List<(int Node, List<Step> Steps)> lives = [.. nodes.Select(node => (node, Steps(image.Tree, node, top, meter.Cancellation)))];
        ContentDigests? digests = withContent
            ? ContentDigests.Sha256(image, lives.SelectMany(life => life.Steps).Select(step => ContentOf(image, step.After)).OfType<(int, int)>(), meter)
            : null;
        var trace = new PathTrace(image, [], digests);
        trace.Versions = [.. lives.SelectMany(life => life.Steps.Select(step => trace.Version(life.Node, step)))];
        return trace;
    }

    /// <summary>Whether any layer puts something at a path, or removes it.</summary>
    public static bool HasLife(LayeredTree tree, int node)
    {
        const VersionFlags Told = VersionFlags.Present | VersionFlags.Removed;
        int version = tree.FirstVersion(node);
        while (version >= 0 && (tree.Version(version).Flags & Told) == 0)
            version = tree.Version(version).Next;
        return version >= 0 || node == LayeredTree.Root;
    }

    // Only a layer that says something of the path, or of a directory above it, can change what is seen.
    private static List<Step> Steps(LayeredTree tree, int node, int top, CancellationToken cancellation)
    {
        var layers = new SortedSet<int>();
        for (int at = node; at >= 0; at = tree.Parent(at))
        {
            for (int version = tree.FirstVersion(at); version >= 0 && tree.Version(version).Layer <= top; version = tree.Version(version).Next)
                layers.Add(tree.Version(version).Layer);
        }
        var steps = new List<Step>();
        ViewNode? before = null;
        foreach (int layer in layers)
        {
            cancellation.ThrowIfCancellationRequested();
            ViewNode? after = tree.View(layer).Find(node) is { Version: >= 0 } seen ? seen : null;
            // A layer that removes what is not there says so all the same; what it was about may be in a layer that is not here.
            bool removesNothing = before is null && after is null && tree.VersionIn(node, layer) is >= 0 and var own && (tree.Version(own).Flags & VersionFlags.Removed) != 0;
            if (before?.Version != after?.Version || removesNothing)
                steps.Add(new Step(layer, before?.Version ?? -1, after?.Version ?? -1));
            before = after;
        }
        return steps;
    }

    private FileVersion Version(int node, Step step)
    {
        ImageLayer layer = _image.Layers[step.Layer];
        return new FileVersion
        {
            InnerPath = _image.Tree.Path(node),
            LayerIndex = step.Layer,
            Layer = layer,
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

    // From what is seen after the layers below to what is seen after this one; -1 for nothing.
    private readonly record struct Step(int Layer, int Before, int After);
}
