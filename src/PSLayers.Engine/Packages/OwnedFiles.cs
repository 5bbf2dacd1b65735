using System.Security.Cryptography;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Takes from databases which files packages brought, and finds each in a view: by way of links between directories, as a name in
/// a
/// database may be one from before <c>/bin</c> became a link. For one thread at a time.</summary>
/// <param name="view">The view.</param>
/// <param name="budget">How many names may be looked at.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class OwnedFiles(TreeView view, OwnershipBudget budget, CancellationToken cancellation)
{
    private readonly Dictionary<(int Directory, string Leaf), (byte[] To, string? By)> _moves = [];
    private HashSet<byte[]>? _leaves;
    private byte[] _directory = [];
    private ViewNode? _found;

    /// <summary>Told of each file that the view has.</summary>
    public required OwnedFileFound Found { get; init; }

    /// <summary>The packages that are asked for; null for all.</summary>
    public IReadOnlySet<string>? Packages { get; init; }

    /// <summary>The paths that are asked for; null for all. It spares looking up the others.</summary>
    public IReadOnlyCollection<int>? Nodes
    {
        init
        {
            if (value is null)
                return;
            _leaves = new HashSet<byte[]>(ByteNames.Equal);
            foreach (int node in value)
                _leaves.Add(view.Tree.Name(node).ToArray());
        }
    }

    /// <summary>Takes a file.</summary>
    /// <param name="package">Name of the package, safe to show.</param>
    /// <param name="path">Path in the image; a slash in front makes no difference.</param>
    /// <param name="algorithm">What the digest was computed with.</param>
    /// <param name="digest">Digest of the file as the package brought it; empty where the database has none.</param>
    /// <exception cref="ImageException">The databases name too many files.</exception>
    public void Add(string package, ReadOnlySpan<byte> path, HashAlgorithmName algorithm = default, ReadOnlySpan<byte> digest = default)
    {
        cancellation.ThrowIfCancellationRequested();
        budget.Take();
        if (Packages is not null && !Packages.Contains(package))
            return;
        ReadOnlySpan<byte> leaf = LeafOf(ref path);
        if (IsWanted(leaf) && See(path, leaf, package) is { } seen)
            Found(package, seen, algorithm, digest, isFolder: false);
    }

    /// <summary>Takes a directory, in which all files are the package's.</summary>
    /// <param name="package">Name of the package, safe to show.</param>
    /// <param name="path">Path in the image.</param>
    public void AddFolder(string package, ReadOnlySpan<byte> path)
    {
        budget.Take();
        if (Packages is not null && !Packages.Contains(package))
            return;
        ReadOnlySpan<byte> leaf = LeafOf(ref path);
        if (!leaf.IsEmpty && See(path, leaf, package) is { } seen)
            Found(package, seen, default, default, isFolder: true);
    }

    /// <summary>Takes that a file of other packages was put elsewhere.</summary>
    /// <param name="from">Where their lists have it.</param>
    /// <param name="to">Where it is.</param>
    /// <param name="by">The package whose own file is at the first place; null for none.</param>
    public void AddMove(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to, string? by)
    {
        budget.Take();
        ReadOnlySpan<byte> leaf = LeafOf(ref from);
        if (leaf.IsEmpty || DirectoryOf(from) is not { } directory)
            return;
        _moves[(directory.Node, Convert.ToHexString(leaf))] = (to.ToArray(), by);
        // Whoever asks for the second place must not miss the first.
        _leaves?.Add(leaf.ToArray());
    }

    private bool IsWanted(ReadOnlySpan<byte> leaf) =>
        !leaf.IsEmpty && (_leaves is null || _leaves.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(leaf));

    private ViewNode? See(ReadOnlySpan<byte> path, ReadOnlySpan<byte> leaf, string package)
    {
        if (DirectoryOf(path) is not { } directory)
            return null;
        if (_moves.Count > 0 && _moves.TryGetValue((directory.Node, Convert.ToHexString(leaf)), out (byte[] To, string? By) move) && move.By != package)
        {
            path = move.To;
            leaf = LeafOf(ref path);
            if (leaf.IsEmpty || DirectoryOf(path) is not { } other)
                return null;
            directory = other;
        }
        return view.Child(directory, leaf);
    }

    // Lists go through directory by directory.
    private ViewNode? DirectoryOf(ReadOnlySpan<byte> path)
    {
        if (_found is not null && path.SequenceEqual(_directory))
            return _found;
        budget.TakeParts(path.Count((byte)'/') + 1);
        _directory = path.ToArray();
        return _found = path.Length > budget.Limits.PathLength ? null : LinkResolver.Find(view, path, budget.Limits, budget.Links);
    }

    // Takes the last name off a path.
    private static ReadOnlySpan<byte> LeafOf(scoped ref ReadOnlySpan<byte> path)
    {
        path = path.TrimEnd((byte)'/');
        int slash = path.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> leaf = path[(slash + 1)..];
        path = slash < 0 ? default : path[..slash];
        return leaf is [(byte)'.'] or [(byte)'.', (byte)'.'] ? default : leaf;
    }
}

/// <summary>A file that a package brought is in a view.</summary>
/// <param name="package">Name of the package.</param>
/// <param name="file">The file.</param>
/// <param name="algorithm">What the digest was computed with.</param>
/// <param name="digest">Digest of the file as the package brought it; empty where the database has none.</param>
/// <param name="isFolder">Whether it is a directory in which all files are the package's.</param>
internal delegate void OwnedFileFound(string package, ViewNode file, HashAlgorithmName algorithm, ReadOnlySpan<byte> digest, bool isFolder);

/// <summary>How many names of files the databases of an image may have that are looked at in one piece of work. For any thread.</summary>
/// <param name="limits">The limits.</param>
internal sealed class OwnershipBudget(ReadLimits limits)
{
    private long _names;
    private long _parts;

    /// <summary>The limits.</summary>
    public ReadLimits Limits => limits;

    /// <summary>How far links are followed.</summary>
    public LinkSteps Links { get; } = new(limits.LinkSteps);

    /// <summary>Whether links were not followed any more.</summary>
    public bool IsSpent => Links.AreSpent;

    /// <summary>Takes a name.</summary>
    /// <exception cref="ImageException">There are too many.</exception>
    public void Take()
    {
        if (Interlocked.Increment(ref _names) > limits.OwnedFiles)
            throw new ImageException(ImageErrorId.CountLimit, $"the databases of packages name more than {limits.OwnedFiles} files (limit OwnedFiles); the rest counts as no package's");
    }

    /// <summary>Takes a directory that is looked up.</summary>
    /// <param name="parts">Names in its path.</param>
    /// <exception cref="ImageException">There are too many.</exception>
    public void TakeParts(int parts)
    {
        if (Interlocked.Add(ref _parts, parts) > limits.PathParts)
            throw new ImageException(ImageErrorId.CountLimit, $"the paths of packages' files have more than {limits.PathParts} names (limit PathParts); the rest counts as no package's");
    }
}
