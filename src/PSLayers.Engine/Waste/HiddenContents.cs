using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Waste;

/// <summary>The files and symbolic links that the layers of a view store but the view shows under no name, and why.</summary>
internal sealed class HiddenContents
{
    private const int CheckEvery = 8192;

    private readonly LayeredImage _image;
    private readonly int _top;
    private readonly bool _skipsContent;
    private readonly SeenContents _seen;
    private readonly ContentComparison _comparison;
    private readonly List<Hidden> _hidden = [];
    private readonly int[] _met;

    private HiddenContents(LayeredImage image, int top, SeenContents seen, bool skipsContent)
    {
        (_image, _top, _seen, _skipsContent) = (image, top, seen, skipsContent);
        _comparison = new ContentComparison(image, image);
        _met = new int[top + 1];
        LayerBytes = new long[top + 1];
    }

    /// <summary>Bytes of all that is hidden.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes of what is hidden of each layer.</summary>
    public long[] LayerBytes { get; }

    /// <summary>What could not be read; such files do not count as stored again unchanged.</summary>
    public IReadOnlyList<ImageException> Errors => _comparison.Errors;

    /// <summary>Finds the hidden files, and reads those that a later version of the same size replaces.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="seen">What the view shows.</param>
    /// <param name="skipsContent">Whether size and time tell if two versions have the same content.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static HiddenContents Of(LayeredImage image, int top, SeenContents seen, bool skipsContent, ReadMeter meter)
    {
        var contents = new HiddenContents(image, top, seen, skipsContent);
        contents.AddVersions(meter.Cancellation);
        for (int layer = 0; layer <= top; layer++)
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            if (image.Tree.Layers[layer] is not { } index || contents._met[layer] >= index.FileCount + index.SymbolicLinkCount)
                continue;
            contents.AddWithoutPlace(layer, index, meter.Cancellation);
        }
        contents._comparison.Read(meter);
        return contents;
    }

    /// <summary>The paths with hidden bytes, those with the most first.</summary>
    public List<WastedFile> Files()
    {
        var files = new List<WastedFile>();
        for (int start = 0, end; start < _hidden.Count; start = end)
        {
            end = start + 1;
            while (end < _hidden.Count && _hidden[end].Node == _hidden[start].Node && _hidden[start].Node >= 0)
                end++;
            files.Add(File(start, end));
        }
        files.Sort((one, other) => one.WastedSize != other.WastedSize ? other.WastedSize.CompareTo(one.WastedSize) : string.CompareOrdinal(one.InnerPath, other.InnerPath));
        return files;
    }

    private void AddVersions(CancellationToken cancellation)
    {
        LayeredTree tree = _image.Tree;
        // Whether a layer hides what is below a path, or below a directory above it.
        var hidesBelow = new bool[tree.NodeCount];
        bool anyFromAbove = false;
        for (int node = 0; node < hidesBelow.Length; node++)
        {
            if (node % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            bool fromAbove = node != LayeredTree.Root && hidesBelow[tree.Parent(node)];
            (int start, int end) = tree.Versions(node, _top);
            hidesBelow[node] = fromAbove || (end > start && tree.Version(end - 1).Below > 0);
            anyFromAbove |= fromAbove;
            if (!fromAbove)
                AddVersions(node, hiding: null);
        }
        if (!anyFromAbove)
            return;
        // Directory by directory, as what hides them is asked for.
        var hiding = new HidingLayers(tree, _top);
        for (int node = tree.After(LayeredTree.Root); node >= 0; node = tree.After(node))
        {
            cancellation.ThrowIfCancellationRequested();
            if (hidesBelow[tree.Parent(node)])
                AddVersions(node, hiding);
        }
    }

    private void AddVersions(int node, HidingLayers? hiding)
    {
        LayeredTree tree = _image.Tree;
        (int start, int end) = tree.Versions(node, _top);
        for (int version = start; version < end; version++)
        {
            NodeVersion stored = tree.Version(version);
            if (stored.Has(VersionFlags.Repeated))
                AddRepeated(node, version, stored.Layer);
            if (stored.Row >= 0 && HasBytes(stored.Layer, stored.Row, out long size) && !_seen.Contains(version) && size > 0)
                Add(node, version, size, hiding);
        }
    }

    private void AddRepeated(int node, int version, int layer)
    {
        (int start, int end) = _image.Tree.RepeatedAt(node, layer);
        for (int i = start; i < end; i++)
        {
            RepeatedEntry entry = _image.Tree.Repeated[i];
            if (HasBytes(layer, entry.Row, out long size) && !_seen.Contains(entry.Version) && size > 0)
                Add(Replaced(new Hidden(node, layer, entry.Row, size, WasteReason.Overwritten), version));
        }
    }

    private void Add(int node, int version, long size, HidingLayers? hiding)
    {
        NodeVersion stored = _image.Tree.Version(version);
        var hidden = new Hidden(node, stored.Layer, stored.Row, size, WasteReason.NeverSeen);
        if (stored.Has(VersionFlags.Present))
        {
            (int by, bool isRemoved) = HidingOf(node, version, hiding);
            hidden = isRemoved ? hidden with { Reason = WasteReason.Removed } : Replaced(hidden with { Reason = WasteReason.Overwritten }, by);
        }
        Add(hidden);
    }

    // The version that the path has in the layer that hides one, -1 for none, and whether that layer only removes.
    private (int By, bool IsRemoved) HidingOf(int node, int version, HidingLayers? hiding)
    {
        LayeredTree tree = _image.Tree;
        if (hiding is not null)
        {
            HiddenVersion hidden = hiding.Of(node, version);
            return (tree.VersionIn(node, hidden.ByLayer), hidden.Reason == HiddenReason.Removed);
        }
        // No directory above hides anything: then it is the path's next version, but that an opaque marker alone does nothing to a file.
        int next = version + 1;
        while (!tree.Version(next).Has(VersionFlags.Present | VersionFlags.Removed))
            next++;
        return (next, !tree.Version(next).Has(VersionFlags.Present));
    }

    // What an entry was hidden by may have the same content, itself or as a further name of a file that has.
    private Hidden Replaced(Hidden hidden, int by)
    {
        if (by < 0 || !_image.Tree.Version(by).Has(VersionFlags.Present))
            return hidden;
        LayerIndex before = _image.Tree.Layers[hidden.Layer]!;
        Facts now = Facts.Of(_image, by);
        if (now.Type != before.Row(hidden.Row).Type)
            return hidden;
        if (now.Type == EntryType.SymbolicLink)
            return hidden with { IsAlike = before.LinkTarget(hidden.Row).SequenceEqual(_image.Tree.Layers[now.Content.Layer]!.LinkTarget(now.Content.Row)) };
        if (now.Size != hidden.Size)
            return hidden;
        if (now.Content == (_image.Tree.TableOf(hidden.Layer), hidden.Row))
            return hidden with { IsAlike = true };
        return _skipsContent
            ? hidden with { IsAlike = now.Time == before.Row(hidden.Row).Time }
            : hidden with { Question = _comparison.Ask((hidden.Layer, hidden.Row), now.Content) };
    }

    // Entries that have no node: they stand too deep, or for the root, and are no directory.
    private void AddWithoutPlace(int layer, LayerIndex index, CancellationToken cancellation)
    {
        var placed = new bool[index.Count];
        (int start, int end) = _image.Tree.RepeatedIn(layer);
        for (int i = start; i < end; i++)
            placed[_image.Tree.Repeated[i].Row] = true;
        foreach (int node in _image.Tree.TouchedBy(layer))
        {
            if (_image.Tree.VersionIn(node, layer) is >= 0 and var version && _image.Tree.Version(version).Row is >= 0 and var row)
                placed[row] = true;
        }
        for (int row = 0; row < index.Count; row++)
        {
            if (row % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            if (index.SizeOf(row) is > 0 and var size && !placed[row])
                Add(new Hidden(-1, layer, row, size, WasteReason.NeverSeen));
        }
    }

    private void Add(Hidden hidden)
    {
        _hidden.Add(hidden);
        Bytes = ByteSum.Add(Bytes, hidden.Size);
        LayerBytes[hidden.Layer] = ByteSum.Add(LayerBytes[hidden.Layer], hidden.Size);
    }

    private bool HasBytes(int layer, int row, out long size)
    {
        LayerIndex index = _image.Tree.Layers[layer]!;
        size = index.SizeOf(row);
        if (index.Row(row).Type is not (EntryType.File or EntryType.SymbolicLink))
            return false;
        _met[layer]++;
        return true;
    }

    private WastedFile File(int start, int end)
    {
        (long bytes, long metadataOnly) = (0, 0);
        var reason = WasteReason.MetadataOnly;
        var layers = new List<int>();
        for (int i = start; i < end; i++)
        {
            Hidden hidden = _hidden[i];
            WasteReason own = ReasonOf(hidden);
            bytes = ByteSum.Add(bytes, hidden.Size);
            if (own == WasteReason.MetadataOnly)
                metadataOnly = ByteSum.Add(metadataOnly, hidden.Size);
            if (own > reason)
                reason = own;
            if (layers.Count == 0 || layers[^1] != hidden.Layer)
                layers.Add(hidden.Layer);
        }
        Hidden first = _hidden[start];
        return new WastedFile
        {
            InnerPath = first.Node < 0 ? _image.Tree.Layers[first.Layer]!.Path(first.Row) : _image.Tree.Path(first.Node),
            WastedSize = bytes,
            MetadataOnlySize = metadataOnly,
            VersionCount = end - start,
            LayerIndexes = layers.ToArray(),
            WasteReason = reason,
            ImageName = _image.Image.Name,
            ImageId = _image.Image.ImageId,
            ImagePath = _image.Image.ImagePath,
        };
    }

    private WasteReason ReasonOf(in Hidden hidden)
    {
        bool isSame = hidden.Question < 0 ? hidden.IsAlike : _comparison.AreEqual(hidden.Question) == true;
        return isSame ? WasteReason.MetadataOnly : hidden.Reason;
    }

    // Question is that about the content of what replaced it; where content is not looked at, IsAlike tells whether that has the same size and time, or
    // leads to the same path.
    private readonly record struct Hidden(int Node, int Layer, int Row, long Size, WasteReason Reason, int Question = -1, bool IsAlike = false);
}
