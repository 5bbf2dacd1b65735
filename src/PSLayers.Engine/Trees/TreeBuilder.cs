using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using System.Runtime.InteropServices;

namespace PSLayers.Trees;

/// <summary>Builds the tree of an image, layer by layer. Inside a layer first comes what it removes, seen in the
/// layers below, then its entries in their order, as they are unpacked: what stands at a path when a later entry takes its place is gone.</summary>
internal sealed partial class TreeBuilder
{
    private const int CheckEvery = 8192;
    private const int RepeatedSize = 16;

    private readonly MemoryBudget _budget;
    private readonly NodeTable _nodes;
    private readonly VersionTable _versions;
    private readonly VersionTable _aside;
    private readonly int[][] _touched;
    private readonly List<RepeatedEntry> _repeated = [];
    private readonly List<(int Layer, int Row, int Node)> _strayLinks = [];
    private readonly IReadOnlyList<LayerIndex?> _layers;
    private readonly NameFolding _folding;
    private readonly ReadLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly TreeWarnings _warnings;
    private readonly LayeredTree? _below;
    private int _layer;
    private LayerIndex _index = null!;
    private int[] _touchedNow = [];
    private int _touchedCount;

    public TreeBuilder(IReadOnlyList<LayerIndex?> layers, NameFolding folding, ReadLimits limits, CancellationToken cancellation)
    {
        (_layers, _folding, _limits, _cancellation) = (layers, folding, limits, cancellation);
        (_budget, _warnings, _touched) = (new MemoryBudget(limits.TreeMemory), new TreeWarnings(limits), new int[layers.Count][]);
        (_nodes, _versions, _aside) = (new NodeTable(folding, _budget), new VersionTable(_budget), new VersionTable(_budget));
    }

    /// <summary>Begins with a finished tree, which stays as it is: not one of its entries is looked up again.</summary>
    /// <param name="below">The tree; it has all layers of its image.</param>
    /// <param name="top">The layer that comes on top.</param>
    /// <param name="folding">How names are compared.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="cancellation">Ends the work.</param>
    public TreeBuilder(LayeredTree below, LayerIndex top, NameFolding folding, ReadLimits limits, CancellationToken cancellation)
    {
        (_below, _layers, _folding, _limits, _cancellation) = (below, [.. below.Layers, top], folding, limits, cancellation);
        (_budget, _warnings) = (new MemoryBudget(limits.TreeMemory), new TreeWarnings(limits));
        (_versions, _aside) = (below.OwnVersions(_budget), below.VersionsAside(_budget));
        _nodes = below.CopyNodes(top.Count + top.DirectoryCount, _budget);
        _touched = below.CopyTouched();
        foreach (RepeatedEntry entry in below.Repeated)
            _repeated.Add(entry with { Version = entry.Version - _versions.Count });
    }

    public LayeredTree Build()
    {
        long entries = 0;
        int end = _layers.Count, first = _below is null ? 0 : end - 1;
        for (_layer = 0; _layer < first; _layer++)
            entries += _layers[_layer]?.Count ?? 0;
        for (_layer = first; _layer < end; _layer++)
        {
            entries += _layers[_layer]?.Count ?? 0;
            string? refusal = entries > _limits.ImageEntries ? $"more than {_limits.ImageEntries} entries (limit ImageEntries)" : TryAddLayer();
            if (refusal is not null)
                end = LeaveOut(refusal);
        }
        _nodes.Trim();
        // What was left out is as unknown as what cannot be read.
        IReadOnlyList<LayerIndex?> known = end == _layers.Count ? _layers : [.. _layers.Select((index, layer) => layer < end ? index : null)];
        NodeVersion[] versions = _below is null ? _versions.ByPath(_nodes, _touched, _aside, _cancellation) : _versions.OnTop(_below, _nodes, _aside);
        var tree = new LayeredTree(known, _folding, _nodes, versions, _versions.Count, _touched, _limits)
        {
            Repeated = Repeated(),
            LeftOutFrom = end == _layers.Count ? null : end,
        };
        WarnOfStrayLinks(tree);
        tree.Warnings = [.. _below?.Warnings ?? [], .. _warnings.Texts(tree)];
        return tree;
    }

    // Why the layer is too much; then the tree is as it was before.
    private string? TryAddLayer()
    {
        (int versions, int aside, int repeated, int strays) = (_versions.Count, _aside.Count, _repeated.Count, _strayLinks.Count);
        _touchedCount = 0;
        try
        {
            if (_layers[_layer] is { } index)
            {
                // What the layer keeps; there are few more paths than entries.
                _budget.Take(sizeof(int) * (long)index.Count);
                AddLayer(index);
            }
            _touched[_layer] = _touchedNow[.._touchedCount];
            Sort(CollectionsMarshal.AsSpan(_repeated)[repeated..]);
            return null;
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.ImageLimit)
        {
            // No layer comes after it, so that nobody asks for the last version of a path any more.
            _versions.CutTo(versions);
            _aside.CutTo(aside);
            _repeated.RemoveRange(repeated, _repeated.Count - repeated);
            _strayLinks.RemoveRange(strays, _strayLinks.Count - strays);
            return _parts > _limits.PathParts
                ? $"directories and hard links with more than {_limits.PathParts} names in their paths (limit PathParts)"
                : $"so many paths that they need more than {_limits.TreeMemory} bytes of memory (limit TreeMemory)";
        }
    }

    // Their entries mostly come in order.
    private void Sort(Span<RepeatedEntry> repeated)
    {
        for (int i = 1; i < repeated.Length; i++)
        {
            StopIfAsked(i);
            if (repeated[i].CompareTo(repeated[i - 1]) < 0)
            {
                repeated.Sort();
                return;
            }
        }
    }

    // What was set aside comes behind the versions of all paths.
    private List<RepeatedEntry> Repeated()
    {
        foreach (ref RepeatedEntry entry in CollectionsMarshal.AsSpan(_repeated))
            entry = entry with { Version = _versions.Count + entry.Version };
        return _repeated;
    }

    // The number of layers that the tree has.
    private int LeaveOut(string refusal)
    {
        for (int layer = _layer; layer < _layers.Count; layer++)
            _touched[layer] = [];
        _warnings.LeftOut(_layer, refusal);
        return _layer;
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
        AddEntries();
    }

    private void AddRemovals()
    {
        for (int row = 0; row < _index.Count; row++)
        {
            StopIfAsked(row);
            EntryType type = _index.Row(row).Type;
            if (type is not (EntryType.Whiteout or EntryType.OpaqueWhiteout) || DirectoryOf(row) is not (>= 0 and int directory))
                continue;
            int node = type == EntryType.OpaqueWhiteout ? directory : _nodes.FindOrAdd(directory, Whiteout.Target(_index.Leaf(row)));
            VersionFlags flag = type == EntryType.OpaqueWhiteout ? VersionFlags.Opaque : VersionFlags.Removed;
            ref NodeVersion version = ref VersionHere(node);
            if ((version.Flags & flag) != 0)
                _warnings.Repeated(_layer, node, isRefused: true);
            version.Flags |= flag;
        }
    }

    private void AddEntries()
    {
        for (int row = 0; row < _index.Count; row++)
        {
            StopIfAsked(row);
            EntryType type = _index.Row(row).Type;
            if (type is EntryType.Whiteout or EntryType.OpaqueWhiteout)
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

    private void StopIfAsked(int row)
    {
        if (row % CheckEvery == 0)
            _cancellation.ThrowIfCancellationRequested();
    }

    private void Add(int node, int row, EntryType type)
    {
        if (type == EntryType.HardLink)
            CountParts(_index.LinkTarget(row));
        if (type == EntryType.HardLink && _strayLinks.Count < _limits.Warnings && !HasBefore(_index.LinkTarget(row)))
            _strayLinks.Add((_layer, row, node));
        LeadElsewhere(node, row, type);
        bool isAgain = VersionHere(node).Row >= 0;
        if (isAgain)
        {
            int before = _versions[_nodes[node].Version].Row;
            SetAside(node);
            _warnings.Repeated(_layer, node, IsSameName(before, row));
        }
        ref NodeVersion version = ref VersionHere(node);
        version.Row = row;
        // AUFS's own records are no part of the image; but a hard link may lead to one.
        if (Whiteout.IsNoPart(_index, row))
            return;
        if ((version.Flags & VersionFlags.Removed) != 0 && type != EntryType.Directory && !isAgain)
            _warnings.RemovesOwn(_layer, node);
        version.Flags = (version.Flags & ~VersionFlags.Directory) | VersionFlags.Present | (type == EntryType.Directory ? VersionFlags.Directory : 0);
    }

    // The version that the present layer makes of a node, a new one at its first mention.
    private ref NodeVersion VersionHere(int node)
    {
        int last = _nodes[node].Version;
        if (last >= 0 && _versions[last].Layer == _layer)
            return ref _versions[last];
        if (_touchedCount == _touchedNow.Length)
        {
            _budget.Take(sizeof(int) * (_touchedCount + 4L));
            Array.Resize(ref _touchedNow, Math.Max((_touchedCount * 2) + 4, _index.Count));
        }
        int added = _versions.Add(new NodeVersion { Layer = _layer, Row = -1, Seen = -1 });
        if (last >= 0)
            _versions[added].Follow(_versions[last], last);
        _nodes[node].Version = added;
        _touchedNow[_touchedCount++] = node;
        return ref _versions[added];
    }
}
