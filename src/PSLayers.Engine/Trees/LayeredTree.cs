using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Trees;

/// <summary>The one tree of an image: a node for each path that any layer mentions, and on it what each layer did there (image-spec, layer.md,
/// "Applying Changesets"). Views, differences and traces are projections of it.</summary>
internal sealed class LayeredTree
{
    /// <summary>The node of the root directory.</summary>
    public const int Root = 0;

    private readonly NodeTable _nodes;
    private readonly NodeVersion[] _versions;
    private readonly int _ownVersions;
    private readonly int[] _tables;
    private readonly int[][] _touched;

    // What hard links lead to, by version, as somebody asked for it: 0 where nobody did, else 2 more than the version.
    private int[]? _contents;

    /// <summary>Puts a tree together.</summary>
    /// <param name="layers">The layers' entries, base first.</param>
    /// <param name="folding">How names are compared.</param>
    /// <param name="nodes">The paths, each with where its versions begin.</param>
    /// <param name="versions">The versions path by path, and behind them those that no path has.</param>
    /// <param name="ownVersions">How many of them a path has.</param>
    /// <param name="touched">By layer, the paths that it mentions.</param>
    /// <param name="limits">What hostile input may cost.</param>
    internal LayeredTree(IReadOnlyList<LayerIndex?> layers, NameFolding folding, NodeTable nodes, NodeVersion[] versions, int ownVersions, int[][] touched, ReadLimits limits)
    {
        (HardLinkSteps, Layers, IgnoresCase) = (new LinkSteps(limits.HardLinkSteps), layers, folding == NameFolding.IgnoreCase);
        (_nodes, _versions, _ownVersions, _touched, _tables) = (nodes, versions, ownVersions, touched, new int[layers.Count]);
        var known = new Dictionary<LayerIndex, int>(ReferenceEqualityComparer.Instance);
        for (int layer = 0; layer < layers.Count; layer++)
        {
            _tables[layer] = layer;
            if (layers[layer] is { } table && !known.TryAdd(table, layer))
                _tables[layer] = known[table];
        }
    }

    /// <summary>The layers' entries, base first; null for layers that could not be read, and for those left out.</summary>
    public IReadOnlyList<LayerIndex?> Layers { get; }

    /// <summary>Whether names that differ by case only are one name, as on Windows.</summary>
    public bool IgnoresCase { get; }

    /// <summary>Number of paths; nodes are numbered from 0, each after the directory that it is in.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Number of versions of all paths.</summary>
    public int VersionCount => _versions.Length;

    /// <summary>Entries that lost against another of the same layer, by layer, path and row.</summary>
    public List<RepeatedEntry> Repeated { get; internal init; } = [];

    /// <summary>The first of the layers that are left out, as all of them together are more than the limits allow; null where the tree has all.</summary>
    public int? LeftOutFrom { get; internal init; }

    /// <summary>What is odd about the layers as a stack.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; internal set; } = [];

    /// <summary>About how many bytes of memory the tree takes beyond the layers' own tables.</summary>
    public long Footprint => _nodes.Footprint + (16L * _versions.Length) + _touched.Sum(touched => 4L * touched.Length) + (12L * Repeated.Count);

    /// <summary>How far symbolic links are followed for the hard links of the image.</summary>
    internal LinkSteps HardLinkSteps { get; }

    /// <summary>The version that a hard link leads to, -1 for none; null where nobody has asked before.</summary>
    internal int? KnownContent(int link) => Volatile.Read(ref _contents) is { } contents && Volatile.Read(ref contents[link]) is > 0 and var known ? known - 2 : null;

    /// <summary>Remembers what a hard link leads to.</summary>
    internal int KeepContent(int link, int content)
    {
        int[] contents = Volatile.Read(ref _contents) ?? new int[VersionCount];
        contents = Interlocked.CompareExchange(ref _contents, contents, null) ?? contents;
        Volatile.Write(ref contents[link], content + 2);
        return content;
    }

    /// <summary>Builds the tree, in time linear in the number of entries.</summary>
    public static LayeredTree Build(IReadOnlyList<LayerIndex?> layers, NameFolding folding, ReadLimits limits, CancellationToken cancellation) =>
        new TreeBuilder(layers, folding, limits, cancellation).Build();

    /// <summary>The tree with one layer more. Its cost follows the layer; of the tree itself memory is copied, and nothing is looked up. Where layers are
    /// left out, this one is too.</summary>
    /// <param name="layer">The layer that comes on top.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="cancellation">Ends the work.</param>
    public LayeredTree With(LayerIndex layer, ReadLimits limits, CancellationToken cancellation)
    {
        NameFolding folding = IgnoresCase ? NameFolding.IgnoreCase : NameFolding.Exact;
        if (LeftOutFrom is null)
            return new TreeBuilder(this, layer, folding, limits, cancellation).Build();
        return new LayeredTree([.. Layers, null], folding, _nodes, _versions, _ownVersions, CopyTouched(), limits)
        {
            Repeated = Repeated,
            LeftOutFrom = LeftOutFrom,
            Warnings = Warnings,
        };
    }

    /// <summary>The paths, each with its last version, or -1.</summary>
    /// <param name="more">How many further ones are expected.</param>
    /// <param name="budget">What they may cost.</param>
    internal NodeTable CopyNodes(int more, MemoryBudget budget)
    {
        budget.Take(_nodes.Footprint);
        var nodes = new NodeTable(_nodes, more, budget);
        for (int node = 0; node < nodes.Count; node++)
            nodes[node].Version = Versions(node) is var (start, end) && end > start ? end - 1 : -1;
        return nodes;
    }

    /// <summary>The versions that a path has, path by path, to go on from.</summary>
    internal VersionTable OwnVersions(MemoryBudget budget) => new(_versions, 0, _ownVersions, budget);

    /// <summary>The versions that no path has, to go on from.</summary>
    internal VersionTable VersionsAside(MemoryBudget budget) => new(_versions, _ownVersions, _versions.Length - _ownVersions, budget);

    /// <summary>By layer, the paths that it mentions, and room for one layer more.</summary>
    internal int[][] CopyTouched() => [.. _touched, []];

    /// <summary>Number of versions that a path has.</summary>
    internal int OwnVersionCount => _ownVersions;

    /// <summary>The view of the layers from the base up to one; -1 for the view of none.</summary>
    public TreeView View(int top) => new(this, top);

    /// <summary>The view of all layers.</summary>
    public TreeView TopView => new(this, Layers.Count - 1);

    /// <summary>The directory that a node is in; -1 for the root.</summary>
    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>Last part of a node's path, as the first layer that mentions it spells it; empty for the root.</summary>
    public ReadOnlySpan<byte> Name(int node) => _nodes.Name(node);

    /// <summary>A child by name; -1 for none.</summary>
    public int Child(int node, ReadOnlySpan<byte> name) => _nodes.Find(node, name);

    /// <summary>The first of a node's children; -1 for none.</summary>
    public int FirstChild(int node) => _nodes[node].FirstChild;

    /// <summary>The next child of the same directory; -1 for none.</summary>
    public int NextSibling(int node) => _nodes[node].NextSibling;

    /// <summary>All children of a node by name, in the order of their bytes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="children">Where they go; what was there is gone.</param>
    /// <param name="cancellation">Ends the work.</param>
    public void Children(int node, List<int> children, CancellationToken cancellation)
    {
        children.Clear();
        for (int child = FirstChild(node); child >= 0; child = NextSibling(child))
            children.Add(child);
        if (children.Count > 1)
            NameOrder.Sort(children, Name, cancellation);
    }

    /// <summary>The path that comes after a node where each directory comes before what is in it, in no order of names; -1 for none. Going from
    /// the root to the end takes time linear in the number of paths.</summary>
    public int After(int node)
    {
        if (_nodes[node].FirstChild is >= 0 and int child)
            return child;
        while (node > Root && _nodes[node].NextSibling < 0)
            node = _nodes[node].Parent;
        return _nodes[node].NextSibling;
    }

    /// <summary>A version by number.</summary>
    public ref readonly NodeVersion Version(int version) => ref _versions[version];

    /// <summary>The versions of a node, from the lowest layer up.</summary>
    /// <returns>The number of the first one, and that behind the last one.</returns>
    public (int Start, int End) Versions(int node) => (_nodes[node].Version, node + 1 < _nodes.Count ? _nodes[node + 1].Version : _ownVersions);

    /// <summary>The versions of a node up to a layer.</summary>
    public (int Start, int End) Versions(int node, int top)
    {
        (int start, int end) = Versions(node);
        if (end == start || _versions[end - 1].Layer <= top)
            return (start, end);
        int low = start;
        while (low < end)
        {
            int middle = (low + end) >>> 1;
            if (_versions[middle].Layer <= top)
                low = middle + 1;
            else
                end = middle;
        }
        return (start, end);
    }

    /// <summary>The layers that put something at a node, base first.</summary>
    public IEnumerable<int> LayersWith(int node)
    {
        (int start, int end) = Versions(node);
        for (int version = start; version < end; version++)
        {
            if (_versions[version].Has(VersionFlags.Present))
                yield return _versions[version].Layer;
        }
    }

    /// <summary>The version that a layer made of a node; -1 for none.</summary>
    public int VersionIn(int node, int layer) =>
        Versions(node, layer) is var (start, end) && end > start && _versions[end - 1].Layer == layer ? end - 1 : -1;

    /// <summary>The first of the layers that have the same table as a layer: a row of both is the same entry with the same content.</summary>
    public int TableOf(int layer) => _tables[layer];

    /// <summary>Which of <see cref="Repeated"/> are of one path in one layer.</summary>
    /// <returns>The number of the first one, and that behind the last one.</returns>
    public (int Start, int End) RepeatedAt(int node, int layer) => (PlaceOf(layer, node, -1), PlaceOf(layer, node + 1, -1));

    /// <summary>Which of <see cref="Repeated"/> are of one layer.</summary>
    /// <returns>The number of the first one, and that behind the last one.</returns>
    public (int Start, int End) RepeatedIn(int layer) => (PlaceOf(layer, 0, -1), PlaceOf(layer + 1, 0, -1));

    private int PlaceOf(int layer, int node, int row) => Repeated.BinarySearch(new RepeatedEntry(layer, node, row, 0)) is var place && place < 0 ? ~place : place;

    /// <summary>The version that a node had in a layer just before one of its rows; -1 where the layer had put nothing there by then.</summary>
    public int VersionBefore(int node, int layer, int row)
    {
        int version = VersionIn(node, layer);
        if (version < 0 || (_versions[version].Row >= 0 && _versions[version].Row < row))
            return version;
        if ((_versions[version].Flags & VersionFlags.Repeated) == 0)
            return -1;
        return PlaceOf(layer, node, row) - 1 is >= 0 and int before && Repeated[before] is var found && found.Layer == layer && found.Node == node ? found.Version : -1;
    }

    /// <summary>The nodes that a layer mentions, each once, in the order of the layer.</summary>
    public ReadOnlySpan<int> TouchedBy(int layer) => _touched[layer];

    /// <summary>The version of a path that can be seen in the view of some layers. A layer hides what the layers below it have, never its
    /// own: that is why all of it is a question of the lowest layer that may still show.</summary>
    /// <param name="node">The path.</param>
    /// <param name="top">The uppermost layer of the view.</param>
    /// <param name="lowest">The lowest layer that the directories above let show; becomes the same for what is below the path.</param>
    /// <returns>The version that is seen; -1 where there is none.</returns>
    public int Visible(int node, int top, ref int lowest)
    {
        (int start, int end) = Versions(node, top);
        if (end == start)
            return -1;
        ref readonly NodeVersion last = ref _versions[end - 1];
        int seen = last.Has(VersionFlags.Present) ? end - 1 : last.Seen;
        bool isSeen = seen >= 0 && _versions[seen].Layer >= Math.Max(lowest, last.Self);
        lowest = Math.Max(lowest, last.Below);
        return isSeen ? seen : -1;
    }

    /// <summary>The lowest layer whose entries may show below a node, in the view of some layers.</summary>
    public int LowestBelow(int node, int top)
    {
        // Each directory can only raise it, so the order does not matter.
        int lowest = 0;
        for (; node >= 0; node = _nodes[node].Parent)
            Visible(node, top, ref lowest);
        return lowest;
    }

    /// <summary>Path of a node as text, with a slash in front.</summary>
    /// <param name="node">The node.</param>
    /// <param name="root">The directory that counts as the root; of a node that is not below it, the whole path is given.</param>
    public string Path(int node, int root = Root)
    {
        if (node == root || node == Root)
            return "/";
        int length = 0;
        for (int at = node; at != Root && at != root; at = _nodes[at].Parent)
            length += Name(at).Length + 1;
        Span<byte> path = length <= 512 ? stackalloc byte[length] : new byte[length];
        for (int at = node; at != Root && at != root; at = _nodes[at].Parent)
        {
            ReadOnlySpan<byte> name = Name(at);
            length -= name.Length;
            name.CopyTo(path[length..]);
            path[--length] = (byte)'/';
        }
        return EntryName.Decode(path);
    }
}

/// <summary>An entry that is stored but has no place, since its own layer has a later one of the same path, or of one above it.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Node">The path.</param>
/// <param name="Row">The entry's row in the layer.</param>
/// <param name="Version">A version that no path has; hard links may lead to it.</param>
internal readonly record struct RepeatedEntry(int Layer, int Node, int Row, int Version) : IComparable<RepeatedEntry>
{
    /// <inheritdoc/>
    public int CompareTo(RepeatedEntry other) =>
        Layer != other.Layer ? Layer.CompareTo(other.Layer) : Node != other.Node ? Node.CompareTo(other.Node) : Row.CompareTo(other.Row);
}
