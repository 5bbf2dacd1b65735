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
    private readonly VersionTable _versions;
    private readonly int[][] _touched;

    // What hard links lead to, by version, as somebody asked for it: 0 where nobody did, else 2 more than the version.
    private int[]? _contents;

    internal LayeredTree(IReadOnlyList<LayerIndex?> layers, NameFolding folding, NodeTable nodes, VersionTable versions, int[][] touched, ReadLimits limits) =>
        (HardLinkSteps, Layers, IgnoresCase, _nodes, _versions, _touched) = (new LinkSteps(limits.HardLinkSteps), layers, folding == NameFolding.IgnoreCase, nodes, versions, touched);

    /// <summary>The layers' entries, base first; null for layers that could not be read, and for those left out.</summary>
    public IReadOnlyList<LayerIndex?> Layers { get; }

    /// <summary>Whether names that differ by case only are one name, as on Windows.</summary>
    public bool IgnoresCase { get; }

    /// <summary>Number of paths; nodes are numbered from 0, each after the directory that it is in.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>Number of versions of all paths.</summary>
    public int VersionCount => _versions.Count;

    /// <summary>Entries that lost against another of the same layer, by layer, path and row.</summary>
    public List<RepeatedEntry> Repeated { get; internal init; } = [];

    /// <summary>The first of the layers that are left out, as all of them together are more than the limits allow; null where the tree has all.</summary>
    public int? LeftOutFrom { get; internal init; }

    /// <summary>What is odd about the layers as a stack.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; internal set; } = [];

    /// <summary>About how many bytes of memory the tree takes beyond the layers' own tables.</summary>
    public long Footprint => _nodes.Footprint + _versions.Footprint + _touched.Sum(touched => 4L * touched.Length) + (12L * Repeated.Count);

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

    /// <summary>The first version of a node; -1 for none.</summary>
    public int FirstVersion(int node) => _nodes[node].FirstVersion;

    /// <summary>A version by number.</summary>
    public ref readonly NodeVersion Version(int version) => ref _versions[version];

    /// <summary>The layers that put something at a node, base first.</summary>
    public IEnumerable<int> LayersWith(int node)
    {
        for (int version = FirstVersion(node); version >= 0; version = _versions[version].Next)
        {
            if ((_versions[version].Flags & VersionFlags.Present) != 0)
                yield return _versions[version].Layer;
        }
    }

    /// <summary>The version that a layer made of a node; -1 for none.</summary>
    public int VersionIn(int node, int layer)
    {
        int version = _nodes[node].FirstVersion;
        while (version >= 0 && _versions[version].Layer < layer)
            version = _versions[version].Next;
        return version >= 0 && _versions[version].Layer == layer ? version : -1;
    }

    /// <summary>The version that a node had in a layer just before one of its rows; -1 where the layer had put nothing there by then.</summary>
    public int VersionBefore(int node, int layer, int row)
    {
        int version = VersionIn(node, layer);
        if (version < 0 || (_versions[version].Row >= 0 && _versions[version].Row < row))
            return version;
        if ((_versions[version].Flags & VersionFlags.Repeated) == 0)
            return -1;
        int place = Repeated.BinarySearch(new RepeatedEntry(layer, node, row, 0));
        return (place < 0 ? ~place : place) - 1 is >= 0 and int before && Repeated[before] is var found && found.Layer == layer && found.Node == node ? found.Version : -1;
    }

    /// <summary>The nodes that a layer mentions, each once, in the order of the layer.</summary>
    public ReadOnlySpan<int> TouchedBy(int layer) => _touched[layer];

    /// <summary>The version of a node that can be seen: see <see cref="VersionTable.Visible"/>.</summary>
    public int Visible(int node, int top, ref int lowest) => _versions.Visible(_nodes[node].FirstVersion, top, ref lowest);

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
    public int CompareTo(RepeatedEntry other) => (Layer, Node, Row).CompareTo((other.Layer, other.Node, other.Row));
}
