using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>Builds the tree of an image, layer by layer. Inside a layer the order of entries does not matter: first what it removes, seen in the
/// layers below; then its directories and symbolic links, which decide where other names lead; then the rest.</summary>
internal sealed partial class TreeBuilder(IReadOnlyList<LayerIndex?> layers, NameFolding folding, ReadLimits limits, CancellationToken cancellation)
{
    private const int CheckEvery = 8192;

    private readonly NodeTable _nodes = new(folding);
    private readonly VersionTable _versions = new();
    private readonly int[][] _touched = new int[layers.Count][];
    private readonly List<RepeatedEntry> _repeated = [];
    private readonly TreeWarnings _warnings = new(limits);
    private int _layer;
    private LayerIndex _index = null!;
    private int[] _touchedNow = [];
    private int _touchedCount;

    public LayeredTree Build()
    {
        for (_layer = 0; _layer < layers.Count; _layer++)
        {
            _touchedNow = new int[layers[_layer]?.Count ?? 0];
            _touchedCount = 0;
            if (layers[_layer] is { } index)
                AddLayer(index);
            _touched[_layer] = _touchedNow[.._touchedCount];
        }
        _nodes.Trim();
        _versions.Trim();
        var tree = new LayeredTree(layers, folding, _nodes, _versions, _touched) { Repeated = _repeated };
        tree.Warnings = _warnings.Texts(tree);
        return tree;
    }

    private void AddLayer(LayerIndex index)
    {
        _index = index;
        if (index.WhiteoutCount > 0)
        {
            ForgetDirectories(seenUpTo: _layer - 1);
            AddRemovals();
        }
        ForgetDirectories(seenUpTo: _layer);
        AddEntries(leading: true);
        // Before any of them is added: a file that takes a directory's place in the same layer must not decide where the files after it go.
        ResolveDirectories();
        AddEntries(leading: false);
    }

    private void AddRemovals()
    {
        for (int row = 0; row < _index.Count; row++)
        {
            StopIfAsked(row);
            EntryType type = _index.Row(row).Type;
            if (type is not (EntryType.Whiteout or EntryType.OpaqueWhiteout) || DirectoryOf(row) is not (>= 0 and int directory))
                continue;
            if (type == EntryType.OpaqueWhiteout)
                VersionHere(directory).Flags |= VersionFlags.Opaque;
            else
                VersionHere(_nodes.FindOrAdd(directory, Whiteout.Target(_index.Leaf(row)))).Flags |= VersionFlags.Removed;
        }
    }

    // A directory or a symbolic link decides where the names below it lead.
    private void AddEntries(bool leading)
    {
        for (int row = 0; row < _index.Count; row++)
        {
            StopIfAsked(row);
            EntryType type = _index.Row(row).Type;
            if ((type is EntryType.Directory or EntryType.SymbolicLink) != leading || type is EntryType.Whiteout or EntryType.OpaqueWhiteout)
                continue;
            if (DirectoryOf(row) is not (>= 0 and int directory))
            {
                _warnings.TooDeep(_layer);
                continue;
            }
            ReadOnlySpan<byte> leaf = _index.Leaf(row);
            if (!leaf.IsEmpty)
                Add(_nodes.FindOrAdd(directory, leaf), row, type);
            else if (directory != LayeredTree.Root || type == EntryType.Directory)
                Add(directory, row, type);
        }
    }

    private void ResolveDirectories()
    {
        for (int row = 0; row < _index.Count; row++)
        {
            if (_index.Row(row).Type is not (EntryType.Directory or EntryType.SymbolicLink or EntryType.Whiteout or EntryType.OpaqueWhiteout))
                DirectoryOf(row);
        }
    }

    private void StopIfAsked(int row)
    {
        if (row % CheckEvery == 0)
            cancellation.ThrowIfCancellationRequested();
    }

    private void Add(int node, int row, EntryType type)
    {
        ref NodeVersion version = ref VersionHere(node);
        if (version.Row >= 0)
        {
            // The same path twice in one layer: the last one counts, as it does when a tar is unpacked.
            _repeated.Add(new RepeatedEntry(node, _layer, Math.Min(row, version.Row)));
            _warnings.Repeated(_layer, node);
            version.Flags |= VersionFlags.Repeated;
            if (row < version.Row)
                return;
        }
        version.Row = row;
        // AUFS's own records are no part of the image; but a hard link may lead to one.
        if (Whiteout.IsNoPart(_index, row))
            return;
        if ((version.Flags & VersionFlags.Removed) != 0 && type != EntryType.Directory)
            _warnings.RemovesOwn(_layer, node);
        version.Flags = (version.Flags & ~VersionFlags.Directory) | VersionFlags.Present | (type == EntryType.Directory ? VersionFlags.Directory : 0);
    }

    // The version that the present layer makes of a node, a new one at its first mention.
    private ref NodeVersion VersionHere(int node)
    {
        int last = _nodes[node].LastVersion;
        if (last >= 0 && _versions[last].Layer == _layer)
            return ref _versions[last];
        int added = _versions.Add(new NodeVersion { Layer = _layer, Row = -1, Next = -1 });
        if (last >= 0)
            _versions[last].Next = added;
        else
            _nodes[node].FirstVersion = added;
        _nodes[node].LastVersion = added;
        if (_touchedCount == _touchedNow.Length)
            Array.Resize(ref _touchedNow, (_touchedCount * 2) + 4);
        _touchedNow[_touchedCount++] = node;
        return ref _versions[added];
    }
}
