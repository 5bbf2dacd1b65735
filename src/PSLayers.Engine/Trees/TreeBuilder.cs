using PSLayers.Tar;

namespace PSLayers.Trees;

/// <summary>Builds the tree of an image, layer by layer. Inside a layer the order of entries does not matter: first what it removes, seen in the
/// layers below; then its directories and symbolic links, which decide where other names lead; then the rest.</summary>
internal sealed class TreeBuilder(IReadOnlyList<LayerIndex?> layers, NameFolding folding, CancellationToken cancellation)
{
    private const int LargestLinkCount = 40;

    private readonly NodeTable _nodes = new();
    private readonly int[][] _touched = new int[layers.Count][];
    private readonly VersionTable _versions = new();
    private int[] _directories = [];
    private int _layer;

    // Entries make the directories that they are in, over whatever the layers below have there; whiteouts make none.
    private bool _makesDirectories;
    private int[] _touchedNow = [];
    private int _touchedCount;

    public LayeredTree Build()
    {
        for (_layer = 0; _layer < layers.Count; _layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            AddLayer(layers[_layer]);
        }
        _nodes.Trim();
        _versions.Trim();
        return new LayeredTree(layers, _nodes, _versions, _touched, folding);
    }

    private void AddLayer(LayerIndex? index)
    {
        _touchedNow = new int[index?.Count ?? 0];
        _touchedCount = 0;
        if (index is not null)
        {
            // Whiteouts name paths of the layers below, so directories are looked up anew once the layer's own links are known.
            _directories = NewDirectories(index);
            if (index.WhiteoutCount > 0)
            {
                _makesDirectories = false;
                AddRemovals(index);
                _directories = NewDirectories(index);
            }
            _makesDirectories = true;
            AddEntries(index, type => type is EntryType.Directory or EntryType.SymbolicLink);
            ResolveDirectories(index);
            AddEntries(index, IsContent);
        }
        Array.Resize(ref _touchedNow, _touchedCount);
        _touched[_layer] = _touchedNow;
    }

    private static int[] NewDirectories(LayerIndex index)
    {
        var numbers = new int[index.DirectoryCount];
        Array.Fill(numbers, -1);
        numbers[0] = LayeredTree.Root;
        return numbers;
    }

    private static bool IsContent(EntryType type) =>
        type is not (EntryType.Directory or EntryType.SymbolicLink or EntryType.Whiteout or EntryType.OpaqueWhiteout);

    // Before any of them is added: a file that takes a directory's place in the same layer must not decide where the files after it go.
    private void ResolveDirectories(LayerIndex index)
    {
        for (int row = 0; row < index.Count; row++)
        {
            if (IsContent(index.Row(row).Type) && !Whiteout.IsMetadata(index, row))
                DirectoryOf(index, row);
        }
    }

    private void AddRemovals(LayerIndex index)
    {
        for (int row = 0; row < index.Count; row++)
        {
            EntryType type = index.Row(row).Type;
            if (type == EntryType.OpaqueWhiteout)
                Add(DirectoryOf(index, row), -1, VersionFlags.Opaque);
            else if (type == EntryType.Whiteout)
                Add(_nodes.FindOrAdd(DirectoryOf(index, row), folding.Fold(Whiteout.Target(index.Leaf(row)))), -1, VersionFlags.Removed);
        }
    }

    private void AddEntries(LayerIndex index, Func<EntryType, bool> isWanted)
    {
        for (int row = 0; row < index.Count; row++)
        {
            EntryType type = index.Row(row).Type;
            if (!isWanted(type) || Whiteout.IsMetadata(index, row))
                continue;
            ReadOnlySpan<byte> leaf = index.Leaf(row);
            int directory = DirectoryOf(index, row);
            int node = leaf.IsEmpty ? directory : _nodes.FindOrAdd(directory, folding.Fold(leaf));
            Add(node, row, type == EntryType.Directory ? VersionFlags.Entry | VersionFlags.Directory : VersionFlags.Entry);
        }
    }

    private void Add(int node, int row, VersionFlags flags)
    {
        int last = _nodes[node].LastVersion;
        if (last >= 0 && _versions[last].Layer == _layer)
        {
            ref NodeVersion version = ref _versions[last];
            // The same path twice in one layer: the last one counts, as it does when a tar is unpacked.
            if (row > version.Row)
                (version.Row, version.Flags) = (row, (version.Flags & ~VersionFlags.Directory) | flags);
            else if (row < 0)
                version.Flags |= flags;
            return;
        }
        int added = _versions.Add(new NodeVersion { Layer = _layer, Row = row, Flags = flags, Next = -1 });
        if (last >= 0)
            _versions[last].Next = added;
        else
            _nodes[node].FirstVersion = added;
        _nodes[node].LastVersion = added;
        if (_touchedCount == _touchedNow.Length)
            Array.Resize(ref _touchedNow, _touchedCount * 2 + 4);
        _touchedNow[_touchedCount++] = node;
    }

    private int DirectoryOf(LayerIndex index, int row)
    {
        ref int node = ref _directories[index.Row(row).Directory];
        if (node >= 0)
            return node;
        ReadOnlySpan<byte> path = index.DirectoryPath(index.Row(row).Directory);
        int resolved = Resolve(path, LargestLinkCount);
        // Links in a circle lead nowhere: then the path means what it says.
        return node = resolved >= 0 ? resolved : Resolve(path, linksLeft: -1);
    }

    // The node of a directory; -1 where there are too many links. Where a part of its path is a symbolic link, the entry lands where the
    // link leads, inside the image.
    private int Resolve(ReadOnlySpan<byte> path, int linksLeft)
    {
        int node = LayeredTree.Root;
        int lowest = 0;
        _versions.Visible(_nodes[node].FirstVersion, _layer, ref lowest);
        while (!path.IsEmpty)
        {
            int slash = path.IndexOf((byte)'/');
            ReadOnlySpan<byte> part = slash < 0 ? path : path[..slash];
            path = slash < 0 ? default : path[(slash + 1)..];
            if (part.IsEmpty || part.SequenceEqual("."u8))
                continue;
            if (part.SequenceEqual(".."u8))
            {
                node = Math.Max(LayeredTree.Root, _nodes[node].Parent);
                lowest = _versions.LowestBelow(_nodes, node, _layer);
                continue;
            }
            int child = _nodes.FindOrAdd(node, folding.Fold(part));
            int below = lowest;
            int seen = _versions.Visible(_nodes[child].FirstVersion, _layer, ref below);
            if (linksLeft >= 0 && seen >= 0 && LinkTarget(seen) is { IsEmpty: false } target)
            {
                if (linksLeft-- == 0)
                    return -1;
                if (target[0] == '/')
                    (node, lowest) = (LayeredTree.Root, _versions.LowestBelow(_nodes, LayeredTree.Root, _layer));
                path = (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            if (_makesDirectories && seen >= 0 && _versions[seen].Layer < _layer && (_versions[seen].Flags & VersionFlags.Directory) == 0)
            {
                Add(child, -1, VersionFlags.Removed);
                below = Math.Max(below, _layer);
            }
            (node, lowest) = (child, below);
        }
        return node;
    }

    private ReadOnlySpan<byte> LinkTarget(int version)
    {
        LayerIndex index = layers[_versions[version].Layer]!;
        int row = _versions[version].Row;
        return index.Row(row).Type == EntryType.SymbolicLink ? index.LinkTarget(row) : default;
    }
}
