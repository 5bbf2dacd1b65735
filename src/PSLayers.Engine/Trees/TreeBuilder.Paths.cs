using PSLayers.Layers;

namespace PSLayers.Trees;

/// <summary>Where the directories of a layer's names lead.</summary>
internal sealed partial class TreeBuilder
{
    private const int Unknown = -1;
    private const int TooDeep = -2;
    private const int TooManyLinks = -3;

    private int[] _directories = [];
    private HashSet<string>? _ownDirectories;
    private int _seenUpTo;
    private long _linkSteps;

    // Whiteouts name paths of the layers below and make none; other entries make the directories that they are in.
    private bool IsRemoving => _seenUpTo < _layer;

    private void ForgetDirectories(int seenUpTo)
    {
        (_seenUpTo, _ownDirectories) = (seenUpTo, null);
        _directories = new int[_index.DirectoryCount];
        Array.Fill(_directories, Unknown);
        _directories[0] = LayeredTree.Root;
    }

    private int DirectoryOf(int row)
    {
        ref int known = ref _directories[_index.Row(row).Directory];
        return known != Unknown ? known : known = FirstLook(row);
    }

    private int FirstLook(int row)
    {
        cancellation.ThrowIfCancellationRequested();
        ReadOnlySpan<byte> path = _index.DirectoryPath(_index.Row(row).Directory);
        bool makesDirectories = !IsRemoving && !Whiteout.IsNoPart(_index, row);
        int node = Resolve(path, limits.SymbolicLinks, makesDirectories);
        // Links in a circle lead nowhere: then the path means what it says.
        return node == TooManyLinks ? Resolve(path, linksLeft: -1, makesDirectories) : node;
    }

    // The node of a directory. Where a part of its path is a symbolic link, the entry lands where the link leads, inside the image.
    private int Resolve(ReadOnlySpan<byte> path, int linksLeft, bool makesDirectories)
    {
        int node = LayeredTree.Root;
        int depth = 0;
        int lowest = LowestBelow(node);
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            if (part.SequenceEqual(".."u8))
            {
                Spend(depth);
                (node, depth) = (Math.Max(LayeredTree.Root, _nodes[node].Parent), Math.Max(0, depth - 1));
                lowest = LowestBelow(node);
                continue;
            }
            if (++depth >= limits.PathDepth)
                return TooDeep;
            int child = _nodes.FindOrAdd(node, part);
            int below = lowest;
            int seen = _versions.Visible(_nodes[child].FirstVersion, _seenUpTo, ref below);
            if (linksLeft >= 0 && seen >= 0 && LinkTarget(seen) is { IsEmpty: false } target && !IsOwnDirectory(child))
            {
                if (linksLeft-- == 0 || target.Length > limits.LinkTarget || !Spend(target.Length + depth))
                    return TooManyLinks;
                depth--;
                if (target[0] == '/')
                    (node, depth, lowest) = (LayeredTree.Root, 0, LowestBelow(LayeredTree.Root));
                path = (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            if (makesDirectories && (seen < 0 || (_versions[seen].Flags & VersionFlags.Directory) == 0))
                MakeDirectory(child);
            (node, lowest) = (child, below);
        }
        return node;
    }

    // A few links, each of some kilobytes, may stand in front of each of millions of directories.
    private bool Spend(int steps)
    {
        bool hadSome = _linkSteps <= limits.LinkSteps;
        _linkSteps += steps;
        bool hasSome = _linkSteps <= limits.LinkSteps;
        if (hadSome && !hasSome)
            _warnings.TooManyLinks(_layer);
        return hasSome;
    }

    // Over whatever the layers below have there; but what the layer itself says of the path counts more.
    private void MakeDirectory(int node)
    {
        ref NodeVersion version = ref VersionHere(node);
        if (version.Row < 0)
            version.Flags |= VersionFlags.Present | VersionFlags.Directory;
    }

    // A layer that puts a directory in a link's place speaks of that directory, not of where the link led.
    private bool IsOwnDirectory(int node)
    {
        if (!IsRemoving)
            return false;
        if (_ownDirectories is null)
        {
            _ownDirectories = [];
            for (int row = 0; row < _index.Count; row++)
            {
                if (_index.Row(row).Type == EntryType.Directory)
                    _ownDirectories.Add(_index.Path(row));
            }
        }
        return _ownDirectories.Contains(Path(node));
    }

    private string Path(int node)
    {
        var names = new Stack<string>();
        for (; node != LayeredTree.Root; node = _nodes[node].Parent)
            names.Push(EntryName.Decode(_nodes.Name(node)));
        return "/" + string.Join('/', names);
    }

    private int LowestBelow(int node)
    {
        int lowest = 0;
        for (; node >= 0; node = _nodes[node].Parent)
            _versions.Visible(_nodes[node].FirstVersion, _seenUpTo, ref lowest);
        return lowest;
    }

    private ReadOnlySpan<byte> LinkTarget(int version)
    {
        if (_versions[version].Row < 0)
            return default;
        LayerIndex index = layers[_versions[version].Layer]!;
        int row = _versions[version].Row;
        return index.Row(row).Type == EntryType.SymbolicLink ? index.LinkTarget(row) : default;
    }
}
