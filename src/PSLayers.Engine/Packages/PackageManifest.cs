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
        var hiding = new Dictionary<int, int[]>();
        for (int node = LayeredTree.Root + 1; node < image.Tree.NodeCount; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            var path = new PackagePath(image.Tree, node);
            foreach (IPackageDatabase database in databases)
            {
                if (!database.Keeps(path))
                    continue;
                var manifest = new PackageManifest(database, node);
                manifest.Live(image, top, hiding);
                if (manifest.States.Count > 0)
                    found.Add(manifest);
            }
        }
        return found;
    }

    /// <summary>Where a version's content is: the same for layers that are the same bytes.</summary>
    public static (int Table, int Row) PlaceOf(LayeredTree tree, int version) =>
        version < 0 ? (-1, -1) : (tree.TableOf(tree.Version(version).Layer), tree.Version(version).Row);

    // What a layer puts here is seen until the next one that has a say about the path, or the first above it that hides a directory on the way.
    private void Live(LayeredImage image, int top, Dictionary<int, int[]> hiding)
    {
        LayeredTree tree = image.Tree;
        var layers = new SortedSet<int>();
        (int start, int end) = tree.Versions(Node, top);
        for (int version = start; version < end; version++)
        {
            int layer = tree.Version(version).Layer;
            layers.Add(layer);
            int next = top + 1;
            for (int at = tree.Parent(Node); at >= LayeredTree.Root; at = tree.Parent(at))
                next = Math.Min(next, FirstAbove(HidingAt(tree, at, hiding), layer, top));
            if (next <= top)
                layers.Add(next);
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

    // The layers that hide what is in a directory, found once for all that is in it.
    private static int[] HidingAt(LayeredTree tree, int directory, Dictionary<int, int[]> hiding)
    {
        if (hiding.TryGetValue(directory, out int[]? known))
            return known;
        var layers = new List<int>();
        (int start, int end) = tree.Versions(directory);
        for (int version = start; version < end; version++)
        {
            if (tree.Version(version).Replaces || tree.Version(version).Removes)
                layers.Add(tree.Version(version).Layer);
        }
        return hiding[directory] = [.. layers];
    }

    private static int FirstAbove(int[] layers, int layer, int top)
    {
        int place = Array.BinarySearch(layers, layer + 1);
        place = place < 0 ? ~place : place;
        return place < layers.Length ? layers[place] : top + 1;
    }

    /// <summary>The version that has the content of what a view shows; -1 where it is no file.</summary>
    public static int FileOf(LayeredImage image, ViewNode? node)
    {
        int content = LinkResolver.Content(image.Tree, node?.Version ?? -1, image.Limits);
        return content >= 0 && image.Entry(content) is { Type: Layers.EntryType.File } ? content : -1;
    }
}
