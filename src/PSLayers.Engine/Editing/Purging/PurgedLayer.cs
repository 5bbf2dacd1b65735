using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Editing.Planning;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>One layer without the paths that are taken out. Hard links to what is gone become files.</summary>
internal sealed class PurgedLayer
{
    private readonly LayeredImage _image;
    private readonly LayeredTree _tree;
    private readonly int _layer;
    private readonly LayerIndex _index;
    private readonly PurgedPaths _purged;
    private readonly EntryPaths _paths;
    private readonly TarPlan _plan;
    private readonly int[] _nodes;
    private readonly bool _keepsMarkers;
    private readonly Dictionary<int, (int Node, int Version)> _files = [];
    private readonly HashSet<int> _records = [];
    private int _removed;
    private int _rewritten;
    private long _removedSize;

    private PurgedLayer(LayeredImage image, int layer, PurgedPaths purged, bool keepsMarkers)
    {
        (_image, _tree, _layer, _purged, _keepsMarkers) = (image, image.Tree, layer, purged, keepsMarkers);
        (_index, _paths, _plan) = (image.Tree.Layers[layer]!, new EntryPaths(image.Tree), new TarPlan(image));
        _nodes = LayerNodes.Of(image, layer, _paths);
    }

    /// <summary>What the edit took out of the layer.</summary>
    public LayerEdit Edit => new() { LayerIndex = _layer, RemovedCount = _removed, RemovedSize = _removedSize, RewrittenCount = _rewritten };

    /// <summary>Paths that have the content of something that is gone.</summary>
    public List<string> OtherNames { get; } = [];

    /// <summary>The layer's new tar; null where it stays as it is.</summary>
    public SplicedSource? Tar { get; private set; }

    /// <summary>Takes paths out of a layer.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">Number of the layer; all of its entries are known.</param>
    /// <param name="purged">The paths.</param>
    /// <param name="keepsMarkers">Whether whiteouts of the paths stay, as a layer below that cannot be read may have them.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static PurgedLayer Of(LayeredImage image, int layer, PurgedPaths purged, bool keepsMarkers, CancellationToken cancellation)
    {
        var made = new PurgedLayer(image, layer, purged, keepsMarkers);
        made.Make(cancellation);
        return made;
    }

    private void Make(CancellationToken cancellation)
    {
        FindRecords();
        var isInUse = new bool[_tree.NodeCount];
        for (int row = 0; row < _index.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (IsRemoved(row))
                Remove(row);
            else
            {
                Keep(row);
                for (int at = IsMarker(row) ? -1 : _nodes[row]; at >= 0 && !isInUse[at]; at = _tree.Parent(at))
                    isInUse[at] = true;
            }
        }
        if (_removed > 0)
            KeepImplied(isInUse, cancellation);
        if (_removed + _rewritten > 0)
            Tar = _plan.Build(cancellation);
    }

    private bool IsMarker(int row) => _index.Row(row).Type is EntryType.Whiteout or EntryType.OpaqueWhiteout;

    // A marker in a directory that is not there removes nothing; but without a link that its name leads through it may.
    private bool IsRemoved(int row) => !IsMarker(row) ? _records.Contains(row) || _purged.Has(_nodes[row])
        : !_keepsMarkers && (_nodes[row] >= 0 ? _purged.Has(_nodes[row]) : _purged.HasLinks || _purged.Has(_paths.DirectoryOf(_layer, row)));

    // AUFS keeps what several hard links lead to as a record that no view shows. It goes with the last of them.
    private void FindRecords()
    {
        HashSet<int> left = [], gone = [];
        for (int row = 0; row < _index.Count; row++)
        {
            // Most layers have none, and a look at the target is quick.
            if (_index.Row(row).Type == EntryType.HardLink && _index.LinkTarget(row).IndexOf(".wh..wh."u8) is >= 0 and <= 2
                && LinkResolver.HardLinkContent(_tree, _layer, row, _image.Limits) is >= 0 and var content && _tree.Version(content) is { Row: >= 0 } there && there.Layer == _layer)
                (_purged.Has(_nodes[row]) ? gone : left).Add(there.Row);
        }
        gone.ExceptWith(left);
        _records.UnionWith(gone.Where(row => Whiteout.IsNoPart(_index, row)));
    }

    private void Remove(int row)
    {
        _removed++;
        if (_index.Row(row).Type == EntryType.File)
            _removedSize = ByteSum.Add(_removedSize, _index.Row(row).Size);
        if (_index.Row(row).Type != EntryType.HardLink)
            return;
        int content = LinkResolver.HardLinkContent(_tree, _layer, row, _image.Limits);
        if (content >= 0 && _paths.NodeOf(content) is >= 0 and var node && !_purged.Has(node) && !_records.Contains(_tree.Version(content).Row))
            OtherNames.Add(_tree.Path(node));
    }

    private void Keep(int row)
    {
        int node = _nodes[row];
        if (node < 0)
            _plan.Keep(_layer, row);
        else if (_index.Row(row).Type != EntryType.HardLink || !IsChanged(row) || !TryKeepLink(row, node))
            KeepNamed(row, node);
    }

    private void KeepNamed(int row, int node)
    {
        if (!_purged.HasLinks || IsNamed(row, node))
            _plan.Keep(_layer, row);
        else
            Rename(row, node, link: null);
    }

    private bool IsNamed(int row, int node) => !IsMarker(row) ? _paths.IsNamed(_layer, row, node)
        : _paths.DirectoryOf(_layer, row) == (_index.Row(row).Type == EntryType.OpaqueWhiteout ? node : _tree.Parent(node));

    private void Rename(int row, int node, byte[]? link)
    {
        _rewritten++;
        int directory = _index.Row(row).Type == EntryType.OpaqueWhiteout ? node : _tree.Parent(node);
        byte[] name = IsMarker(row)
            ? [.. directory == LayeredTree.Root ? [] : (byte[])[.. _paths.NameOf(directory), (byte)'/'], .. _index.Leaf(row)]
            : _paths.NameOf(node, _index.Row(row).Type);
        _plan.Put(_layer, row, new RenamedEntry(_layer, row, name) { Link = link, HasData = true });
    }

    // Whether a hard link names what is gone, or comes to its file by way of links that may be gone.
    private bool IsChanged(int row)
    {
        int target = LinkResolver.Literal(_tree, _index.LinkTarget(row));
        return target >= 0 ? _purged.Has(target) : _purged.HasLinks
            || (LinkResolver.HardLinkContent(_tree, _layer, row, _image.Limits) is >= 0 and var content && _purged.Has(_paths.NodeOf(content)));
    }

    // What leads nowhere stays as it is; there are no hard links to directories.
    private bool TryKeepLink(int row, int node)
    {
        int content = LinkResolver.HardLinkContent(_tree, _layer, row, _image.Limits);
        if (content < 0 || _tree.Version(content) is not { Row: >= 0 } there || _tree.Layers[there.Layer]!.Row(there.Row).Type is EntryType.Directory or EntryType.HardLink)
            return false;
        int own = _paths.NodeOf(content);
        if (!_purged.Has(own) && IsThere(own, content, row))
            Rename(row, node, _paths.NameOf(own));
        else if (_files.TryGetValue(content, out (int Node, int Version) file) && IsThere(file.Node, file.Version, row))
            Rename(row, node, _paths.NameOf(file.Node));
        else
            BecomeFile(row, node, content, there);
        return true;
    }

    // Whether a link of a row can lead to a version, by that path.
    private bool IsThere(int node, int version, int row) => node >= 0
        && (_tree.VersionBefore(node, _layer, row) is >= 0 and var before ? before == version : _tree.View(_layer - 1).Find(node)?.Version == version);

    private void BecomeFile(int row, int node, int content, NodeVersion file)
    {
        _rewritten++;
        OtherNames.Add(_tree.Path(node));
        _files[content] = (node, VersionOf(row, node));
        bool isSame = _paths.HaveSameAttributes((_layer, row), (file.Layer, file.Row));
        _plan.Put(_layer, row, new RenamedEntry(file.Layer, file.Row, _paths.NameOf(node))
        {
            HasData = true,
            Attributes = isSame ? null : _paths.AttributesOf(_layer, row),
        });
    }

    private int VersionOf(int row, int node) => _tree.VersionBefore(node, _layer, row + 1);

    // A directory that was there only because of what is gone stays. It stands where the last of that stood: further ahead another entry of the
    // layer may take its place.
    private void KeepImplied(bool[] isInUse, CancellationToken cancellation)
    {
        var places = new Dictionary<int, int>();
        for (int row = _index.Count - 1; row >= 0; row--)
        {
            cancellation.ThrowIfCancellationRequested();
            for (int at = IsRemoved(row) && _nodes[row] >= 0 ? _tree.Parent(_nodes[row]) : -1; at >= 0 && places.TryAdd(at, row); at = _tree.Parent(at))
            {
            }
        }
        foreach (int node in _tree.TouchedBy(_layer))
        {
            int version = _tree.VersionIn(node, _layer);
            if (version < 0 || isInUse[node] || _purged.Has(node) || _tree.Version(version) is not { Row: < 0 } implied || !implied.Has(VersionFlags.Present))
                continue;
            _rewritten++;
            var directory = new EntryHeader { Name = _paths.NameOf(node), Type = EntryType.Directory, Mode = ImageFile.ImpliedMode };
            if (places.TryGetValue(node, out int place))
                _plan.Put(_layer, place, directory);
            else
                _plan.PutFirst(directory);
        }
    }
}
