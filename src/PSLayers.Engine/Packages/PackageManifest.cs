using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>A file that says which packages are installed, and what each layer made of it.</summary>
/// <param name="Database">The kind of packages.</param>
/// <param name="Node">The path.</param>
internal sealed record PackageManifest(IPackageDatabase Database, int Node)
{
    /// <summary>The layers after which something else is seen than before, base first, each with the version that has the content then; -1 where
    /// there is no file.</summary>
    public List<(int Layer, int Version)> States { get; } = [];

    /// <summary>Finds all such files of an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="databases">The kinds that are looked for.</param>
    /// <param name="top">The uppermost layer that is looked at.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static List<PackageManifest> Of(LayeredImage image, IReadOnlyList<IPackageDatabase> databases, int top, CancellationToken cancellation)
    {
        var found = new List<PackageManifest>();
        for (int node = LayeredTree.Root + 1; node < image.Tree.NodeCount; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = new PackagePath(image.Tree, node);
            foreach (IPackageDatabase database in databases)
            {
                if (!database.Keeps(path))
                    continue;
                var manifest = new PackageManifest(database, node);
                manifest.Live(image, top);
                if (manifest.States.Count > 0)
                    found.Add(manifest);
            }
        }
        return found;
    }

    /// <summary>The version that is seen after a layer; -1 for none.</summary>
    public int VersionAfter(int layer)
    {
        int version = -1;
        foreach ((int since, int seen) in States)
        {
            if (since > layer)
                break;
            version = seen;
        }
        return version;
    }

    /// <summary>Where a version's content is: the same for layers that are the same bytes.</summary>
    public static (int Table, int Row) PlaceOf(LayeredTree tree, int version) =>
        version < 0 ? (-1, -1) : (tree.TableOf(tree.Version(version).Layer), tree.Version(version).Row);

    // Only layers that have a say about the path, or about a directory above it, can change what is seen.
    private void Live(LayeredImage image, int top)
    {
        LayeredTree tree = image.Tree;
        var layers = new SortedSet<int>();
        for (int at = Node; at >= LayeredTree.Root; at = tree.Parent(at))
        {
            (int start, int end) = tree.Versions(at, top);
            for (int version = start; version < end; version++)
            {
                if (at == Node || tree.Version(version).Replaces || tree.Version(version).Removes)
                    layers.Add(tree.Version(version).Layer);
            }
        }
        (int Table, int Row) before = (-1, -1);
        foreach (int layer in layers)
        {
            int seen = FileOf(image, tree.View(layer).Find(Node));
            (int Table, int Row) place = PlaceOf(tree, seen);
            if (place != before)
                States.Add((layer, seen));
            before = place;
        }
    }

    private static int FileOf(LayeredImage image, ViewNode? node)
    {
        int content = LinkResolver.Content(image.Tree, node?.Version ?? -1, image.Limits);
        return content >= 0 && image.Entry(content) is { Type: Layers.EntryType.File } ? content : -1;
    }
}
