using PSLayers.Tar;

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

    internal LayeredTree(IReadOnlyList<LayerIndex?> layers, NodeTable nodes, VersionTable versions, int[][] touched, NameFolding folding) =>
        (Layers, _nodes, _versions, _touched, Folding) = (layers, nodes, versions, touched, folding);

    /// <summary>The layers' entries, base first; null for layers that could not be read.</summary>
    public IReadOnlyList<LayerIndex?> Layers { get; }

    /// <summary>Number of paths.</summary>
    public int NodeCount => _nodes.Count;

    /// <summary>How names are compared.</summary>
    public NameFolding Folding { get; }

    /// <summary>Builds the tree, in time linear in the number of entries.</summary>
    public static LayeredTree Build(IReadOnlyList<LayerIndex?> layers, NameFolding folding, CancellationToken cancellation) =>
        new TreeBuilder(layers, folding, cancellation).Build();

    /// <summary>The directory that a node is in; -1 for the root.</summary>
    public int Parent(int node) => _nodes[node].Parent;

    /// <summary>Last part of a node's path, as it is compared.</summary>
    public ReadOnlySpan<byte> Name(int node) => _nodes.Name(node);

    /// <summary>A child by name; -1 for none.</summary>
    public int Child(int node, ReadOnlySpan<byte> name) => _nodes.Find(node, Folding.Fold(name));

    /// <summary>The first of a node's children; -1 for none.</summary>
    public int FirstChild(int node) => _nodes[node].FirstChild;

    /// <summary>The next child of the same directory; -1 for none.</summary>
    public int NextSibling(int node) => _nodes[node].NextSibling;

    /// <summary>The first version of a node; -1 for none.</summary>
    public int FirstVersion(int node) => _nodes[node].FirstVersion;

    /// <summary>The version of a node that can be seen: see <see cref="VersionTable.Visible"/>.</summary>
    public int Visible(int node, int top, ref int lowest) => _versions.Visible(_nodes[node].FirstVersion, top, ref lowest);

    /// <summary>The lowest layer whose entries may show below a node, in the view of some layers.</summary>
    public int LowestBelow(int node, int top) => _versions.LowestBelow(_nodes, node, top);

    /// <summary>A version by number.</summary>
    public ref readonly NodeVersion Version(int version) => ref _versions[version];

    /// <summary>The nodes that a layer mentions, each once, in the order of the layer.</summary>
    public ReadOnlySpan<int> TouchedBy(int layer) => _touched[layer];
}
