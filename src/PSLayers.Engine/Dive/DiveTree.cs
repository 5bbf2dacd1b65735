using System.Runtime.InteropServices;
using PSLayers.Layers;

namespace PSLayers.Dive;

/// <summary>One layer after the other as the tree that dive makes of it (dive/filetree/file_tree.go, AddPath): directories that only names
/// of files mention are nodes without size, a later entry replaces an earlier one of the same path, and what lies behind a name that
/// starts with <c>.wh..wh..</c> is left out.</summary>
internal sealed class DiveTree(DivePaths paths)
{
    private const int CheckEvery = 8192;

    private const int Unknown = -1;

    private const int LeftOut = -2;

    private readonly List<int> _nodes = [];
    private readonly List<DiveWhiteout> _whiteouts = [];
    private State[] _states = [];
    private int[] _directories = [];
    private int[] _places = [];
    private int _layer;

    /// <summary>Prefix of the names that dive leaves out; opaque markers have it.</summary>
    private static ReadOnlySpan<byte> LeftOutPrefix => ".wh..wh.."u8;

    /// <summary>The nodes of the layer, a directory before what is in it, without the root.</summary>
    public ReadOnlySpan<int> Nodes => CollectionsMarshal.AsSpan(_nodes);

    /// <summary>Those of the nodes that are whiteouts for dive: whatever is named <c>.wh.NAME</c>.</summary>
    public ReadOnlySpan<DiveWhiteout> Whiteouts => CollectionsMarshal.AsSpan(_whiteouts);

    /// <summary>What the layer says of one of its nodes.</summary>
    public ref readonly State this[int node] => ref _states[node];

    /// <summary>Whether a layer has a name that is a whiteout for dive; opaque markers, which it leaves out, count too.</summary>
    public static bool HasWhiteouts(LayerIndex layer)
    {
        if (layer.WhiteoutCount > 0)
            return true;
        for (int row = 0; row < layer.Count; row++)
        {
            if (DiveWhiteout.IsName(layer.Leaf(row)))
                return true;
        }
        for (int directory = 1; directory < layer.DirectoryCount; directory++)
        {
            ReadOnlySpan<byte> path = layer.DirectoryPath(directory);
            if (DiveWhiteout.IsName(path) || path.IndexOf("/.wh."u8) >= 0)
                return true;
        }
        return false;
    }

    /// <summary>Makes the tree of the next layer; that of the layer before is gone. Layers come in order, from the base up.</summary>
    public void Read(LayerIndex layer, CancellationToken cancellation)
    {
        _layer++;
        _nodes.Clear();
        _whiteouts.Clear();
        paths.Fit(ref _states);
        _states[DivePaths.Root] = new State { Layer = _layer };
        if (_directories.Length < layer.DirectoryCount)
            _directories = new int[layer.DirectoryCount];
        _directories.AsSpan(0, layer.DirectoryCount).Fill(Unknown);
        if (_places.Length < layer.Count)
            _places = new int[layer.Count];
        paths.Places(_layer - 1, _places.AsSpan(0, layer.Count));
        for (int row = 0; row < layer.Count; row++)
        {
            if (row % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            ReadOnlySpan<byte> leaf = layer.Leaf(row);
            if (leaf.IsEmpty)
                continue;
            ref readonly LayerRow entry = ref layer.Row(row);
            int directory = _directories[entry.Directory];
            if (directory == Unknown)
                directory = _directories[entry.Directory] = Enter(layer.DirectoryPath(entry.Directory));
            if (directory == LeftOut || leaf.StartsWith(LeftOutPrefix))
                continue;
            int node = Mention(directory, leaf, paths.Child(directory, leaf, _places[row]));
            ref State state = ref _states[node];
            state.Size = entry.Size;
            // As Go's archive/tar: the type of the header, or one in the mode.
            state.IsDirectory = entry.Type == EntryType.Directory || (entry.Mode & 0xF000) == 0x4000;
        }
        foreach (int node in _nodes)
        {
            if (_states[node].IsWhiteout)
                _whiteouts.Add(DiveWhiteout.Of(paths, node));
        }
    }

    private int Enter(ReadOnlySpan<byte> path)
    {
        int node = DivePaths.Root;
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> name = slash < 0 ? path : path[..slash];
            path = path[(name.Length + (slash < 0 ? 0 : 1))..];
            if (name.StartsWith(LeftOutPrefix))
                return LeftOut;
            node = Mention(node, name, paths.Child(node, name));
        }
        return node;
    }

    private int Mention(int parent, ReadOnlySpan<byte> name, int node)
    {
        if (node >= _states.Length)
            paths.Fit(ref _states);
        if (_states[node].Layer != _layer)
        {
            _states[node] = new State { Layer = _layer, IsWhiteout = DiveWhiteout.IsName(name) };
            _states[parent].HasChildren = true;
            _nodes.Add(node);
        }
        return node;
    }

    /// <summary>What a layer says of a path.</summary>
    internal struct State
    {
        /// <summary>Size of a regular file in bytes.</summary>
        public long Size;

        /// <summary>The layer, counted from 1, that said it.</summary>
        public int Layer;

        /// <summary>Whether the layer has an entry of the path that is a directory.</summary>
        public bool IsDirectory;

        /// <summary>Whether the layer has something below it.</summary>
        public bool HasChildren;

        /// <summary>Whether its name makes it a whiteout.</summary>
        public bool IsWhiteout;
    }
}
