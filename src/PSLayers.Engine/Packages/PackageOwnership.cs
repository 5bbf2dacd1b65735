using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Which package brought a file of a view, as the databases in the view say.</summary>
internal sealed class PackageOwnership
{
    private readonly Dictionary<int, FileOwner> _owners = [];
    private readonly Dictionary<int, FileOwner> _folders = [];
    private readonly LayeredImage _image;
    private readonly LayerErrors _errors;

    private PackageOwnership(LayeredImage image) => (_image, _errors) = (image, new LayerErrors(image.Limits.Warnings));

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors => _errors.All;

    /// <summary>Whose a path is: the package that lists it, or whose directory it is in; null for no package's.</summary>
    public FileOwner? this[int node]
    {
        get
        {
            if (_owners.TryGetValue(node, out FileOwner owner))
                return owner;
            if (_folders.Count == 0)
                return null;
            for (int at = node; at > LayeredTree.Root; at = _image.Tree.Parent(at))
            {
                if (_folders.TryGetValue(at, out owner))
                    return owner;
            }
            return null;
        }
    }

    /// <summary>Reads the databases of a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="databases">The kinds of packages that are asked for.</param>
    /// <param name="nodes">The paths that are asked for; null for all.</param>
    /// <param name="withDigests">Whether digests are asked for that are in lists of their own.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public static PackageOwnership Of(
        LayeredImage image, TreeView view, IEnumerable<IPackageDatabase> databases, IReadOnlyCollection<int>? nodes, bool withDigests, ReadMeter meter)
    {
        var ownership = new PackageOwnership(image);
        if (nodes is { Count: 0 })
            return ownership;
        IPackageDatabase[] asked = [.. databases];
        var moves = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        var lists = new Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)>();
        for (int node = LayeredTree.Root + 1; node < image.Tree.NodeCount; node++)
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            foreach (IPackageDatabase database in asked)
            {
                OwnershipList kind = database.Lists(new PackagePath(image.Tree, node));
                if (kind == OwnershipList.None || (kind == OwnershipList.Digests && !withDigests))
                    continue;
                int version = PackageManifest.FileOf(image, view.Find(node));
                if (version >= 0)
                    (kind == OwnershipList.Moves ? moves : lists).TryAdd(PackageManifest.PlaceOf(image.Tree, version), (database, node));
            }
        }
        ownership.LeaveOutOlder(lists);
        ownership.Read(view, asked, moves, lists, nodes, meter);
        return ownership;
    }

    // What a system had before it moved to another form of its database counts no more.
    private void LeaveOutOlder(Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> lists)
    {
        Dictionary<IPackageDatabase, int> highest = lists.Values.GroupBy(list => list.Database).ToDictionary(kind => kind.Key, kind => kind.Max(RankOf));
        foreach (((int, int) place, (IPackageDatabase Database, int Node) list) in lists)
        {
            if (RankOf(list) < highest[list.Database])
                lists.Remove(place);
        }

        int RankOf((IPackageDatabase Database, int Node) list) => list.Database.RankOf(new PackagePath(_image.Tree, list.Node));
    }

    private void Read(
        TreeView view,
        IPackageDatabase[] databases,
        Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> moves,
        Dictionary<(int Layer, int Row), (IPackageDatabase Database, int Node)> lists,
        IReadOnlyCollection<int>? nodes,
        ReadMeter meter)
    {
        var budget = new OwnershipBudget(_image.Limits);
        var owned = new Dictionary<IPackageDatabase, OwnedFiles>();
        foreach (IPackageDatabase database in databases)
        {
            owned.Add(database, new OwnedFiles(view, budget, meter.Cancellation)
            {
                Nodes = nodes,
                Found = (package, file, algorithm, digest, isFolder) => Note(new FileOwner(database.Type, package, algorithm, digest.ToArray()), file.Node, isFolder),
            });
        }
        var files = new WholeFiles(_image, new PackageAllowance(_image.Limits), _errors);
        var companions = new PackageCompanions(_image, _errors);
        foreach ((IPackageDatabase database, int node) in lists.Values)
            companions.Want(database, node, BesideOf(database, node));
        companions.Read(files, meter);
        files.Read(moves, (place, file) => Look(moves[place].Database, file), meter);
        files.Read(lists, (place, file) =>
        {
            file.Companion = companions[PackageManifest.PlaceOf(_image.Tree, BesideOf(lists[place].Database, lists[place].Node))];
            Look(lists[place].Database, file);
        }, meter);
        if (budget.IsSpent)
        {
            _errors.Add(new ImageException(ImageErrorId.CountLimit,
                $"the names of packages' files lead through more than {_image.Limits.LinkSteps} bytes of symbolic links (limit LinkSteps); some files count as no package's"));
        }

        int BesideOf(IPackageDatabase database, int node) =>
            PackageCompanions.NodeBeside(_image.Tree, database, node) is >= 0 and var beside ? PackageManifest.FileOf(_image, view.Find(beside)) : -1;

        void Look(IPackageDatabase database, PackageFile file)
        {
            lock (owned)
                database.ReadFiles(file, owned[database]);
        }
    }

    // One list may have the name, another one the digest.
    private void Note(FileOwner owner, int node, bool isFolder)
    {
        Dictionary<int, FileOwner> owners = isFolder ? _folders : _owners;
        if (!owners.TryAdd(node, owner) && owners[node].Digest.IsEmpty && !owner.Digest.IsEmpty)
            owners[node] = owner;
    }
}
