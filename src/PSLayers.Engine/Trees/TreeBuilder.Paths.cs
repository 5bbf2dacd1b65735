using PSLayers.Errors;
using PSLayers.Layers;
using System.IO.Hashing;

namespace PSLayers.Trees;

/// <summary>Where the directories of a layer's names lead.</summary>
internal sealed partial class TreeBuilder
{
    private const int Unknown = -1;
    private const int TooDeep = -2;
    private const int TooManyLinks = -3;

    private static readonly ulong PathSeed = (ulong)Random.Shared.NextInt64() | 1;

    private readonly List<int> _way = [];
    private int[] _directories = [];
    private int[] _lookedAt = [];
    private int _look;
    private HashSet<ulong>? _ownDirectories;
    private int _seenUpTo;
    private long _linkSteps;
    private long _parts;

    // Whiteouts name paths of the layers below and make none; other entries make the directories that they are in.
    private bool IsRemoving => _seenUpTo < _layer;

    private void ForgetDirectories(int seenUpTo)
    {
        (_seenUpTo, _ownDirectories) = (seenUpTo, null);
        _directories = new int[_index.DirectoryCount];
        Array.Fill(_directories, Unknown);
        _directories[0] = LayeredTree.Root;
        (_look, _lookedAt) = (0, []);
    }

    // What is known of where directories lead may be wrong from here on.
    private void LookAgain()
    {
        if (_look++ == 0)
            _lookedAt = new int[_directories.Length];
        _lookedAt[0] = int.MaxValue;
    }

    private int DirectoryOf(int row)
    {
        int directory = _index.Row(row).Directory;
        ref int known = ref _directories[directory];
        if (known != Unknown && (_look == 0 || _lookedAt[directory] >= _look || !Spend(_index.DirectoryPath(directory).Count((byte)'/') + 1)))
            return known;
        known = Look(row);
        if (_look > 0)
            _lookedAt[directory] = _look;
        return known;
    }

    private int Look(int row)
    {
        _cancellation.ThrowIfCancellationRequested();
        ReadOnlySpan<byte> path = _index.DirectoryPath(_index.Row(row).Directory);
        CountParts(path);
        bool makesDirectories = !IsRemoving && !Whiteout.IsNoPart(_index, row);
        int node = Resolve(path, _limits.SymbolicLinks, makesDirectories);
        // Links in a circle lead nowhere: then the path means what it says.
        return node == TooManyLinks ? Resolve(path, linksLeft: -1, makesDirectories) : node;
    }

    private void CountParts(ReadOnlySpan<byte> path)
    {
        _parts += path.Count((byte)'/') + 1;
        if (_parts > _limits.PathParts)
            throw new ImageException(ImageErrorId.ImageLimit, $"the paths of all layers have more than {_limits.PathParts} names");
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
            if (++depth >= _limits.PathDepth)
                return TooDeep;
            int child = _nodes.FindOrAdd(node, part);
            int below = lowest;
            int seen = _versions.Visible(_nodes[child].Version, _seenUpTo, ref below);
            if (linksLeft >= 0 && seen >= 0 && LinkTarget(seen) is { IsEmpty: false } target && !IsOwnDirectory(child))
            {
                if (linksLeft-- == 0 || target.Length > _limits.LinkTarget || !Spend(target.Length + depth))
                    return TooManyLinks;
                depth--;
                if (target[0] == '/')
                    (node, depth, lowest) = (LayeredTree.Root, 0, LowestBelow(LayeredTree.Root));
                path = (byte[])[.. target, (byte)'/', .. path];
                continue;
            }
            if (makesDirectories && (seen < 0 || (_versions[seen].Flags & VersionFlags.Directory) == 0))
            {
                // A link in a circle gives way to the directory that its name is taken for.
                if (seen >= 0 && !LinkTarget(seen).IsEmpty && !IsRemoving)
                    LookAgain();
                MakeDirectory(child);
            }
            (node, lowest) = (child, below);
        }
        return node;
    }

    // A few links, each of some kilobytes, may stand in front of each of millions of directories.
    private bool Spend(int steps)
    {
        bool hadSome = _linkSteps <= _limits.LinkSteps;
        _linkSteps += steps;
        bool hasSome = _linkSteps <= _limits.LinkSteps;
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
            var known = new ulong[_index.DirectoryCount];
            for (int row = 0; row < _index.Count; row++)
            {
                StopIfAsked(row);
                if (_index.Row(row).Type != EntryType.Directory)
                    continue;
                ref ulong hash = ref known[_index.Row(row).Directory];
                if (hash == 0)
                    hash = HashOf(_index.DirectoryPath(_index.Row(row).Directory));
                _ownDirectories.Add(_index.Leaf(row) is { IsEmpty: false } leaf ? HashOf(hash, leaf) : hash);
            }
        }
        return _ownDirectories.Contains(HashOf(node));
    }

    // Paths are compared by hashes, which nobody can foresee: a directory's name may have a megabyte, and stand in front of millions of others.
    private static ulong HashOf(ulong directory, ReadOnlySpan<byte> name) => XxHash3.HashToUInt64(name, (long)(directory * 0x9E3779B97F4A7C15));

    private static ulong HashOf(ReadOnlySpan<byte> path)
    {
        ulong hash = PathSeed;
        while (!path.IsEmpty)
        {
            if (ImagePath.Next(ref path) is { IsEmpty: false } name)
                hash = HashOf(hash, name);
        }
        return hash;
    }

    private ulong HashOf(int node)
    {
        _way.Clear();
        for (; node != LayeredTree.Root; node = _nodes[node].Parent)
            _way.Add(node);
        ulong hash = PathSeed;
        for (int i = _way.Count - 1; i >= 0; i--)
            hash = HashOf(hash, _nodes.Name(_way[i]));
        return hash;
    }

    private int LowestBelow(int node)
    {
        int lowest = 0;
        for (; node >= 0; node = _nodes[node].Parent)
            _versions.Visible(_nodes[node].Version, _seenUpTo, ref lowest);
        return lowest;
    }

    private ReadOnlySpan<byte> LinkTarget(int version)
    {
        if (_versions[version].Row < 0)
            return default;
        LayerIndex index = _layers[_versions[version].Layer]!;
        int row = _versions[version].Row;
        return index.Row(row).Type == EntryType.SymbolicLink ? index.LinkTarget(row) : default;
    }
}
