using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>A file that says which packages are installed, and what each layer made of it.</summary>
/// <param name="Database">The kind of packages.</param>
/// <param name="Node">The path.</param>
internal sealed record PackageManifest(IPackageDatabase Database, int Node)
{
    /// <summary>The layers after which something else is seen than before, base first.</summary>
    public List<PackageManifestState> States { get; } = [];

    /// <summary>Its rank among those that say something.</summary>
    public int Rank { get; private init; }

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
                var manifest = new PackageManifest(database, node) { Rank = database.RankOf(path) };
                manifest.Live(image, PackageCompanions.NodeBeside(image.Tree, database, node), top, hiding);
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
    private void Live(LayeredImage image, int beside, int top, Dictionary<int, int[]> hiding)
    {
        LayeredTree tree = image.Tree;
        var layers = new SortedSet<int>();
        Turns(tree, Node, top, hiding, layers);
        if (beside >= 0)
            Turns(tree, beside, top, hiding, layers);
        ((int, int) Place, (int, int) Beside) before = ((-1, -1), (-1, -1));
        foreach (int layer in layers)
        {
            int seen = FileOf(image, tree.View(layer).Find(Node));
            int companion = seen < 0 || beside < 0 ? -1 : FileOf(image, tree.View(layer).Find(beside));
            var places = (PlaceOf(tree, seen), PlaceOf(tree, companion));
            if (places != before)
                States.Add(new PackageManifestState(layer, seen, companion));
            before = places;
        }
    }

    private static void Turns(LayeredTree tree, int node, int top, Dictionary<int, int[]> hiding, SortedSet<int> layers)
    {
        (int start, int end) = tree.Versions(node, top);
        for (int version = start; version < end; version++)
        {
            int layer = tree.Version(version).Layer;
            layers.Add(layer);
            int next = top + 1;
            for (int at = tree.Parent(node); at >= LayeredTree.Root; at = tree.Parent(at))
                next = Math.Min(next, FirstAbove(HidingAt(tree, at, hiding), layer, top));
            if (next <= top)
                layers.Add(next);
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

/// <summary>What is seen of a file that says which packages are installed.</summary>
/// <param name="Layer">After which layer.</param>
/// <param name="Version">The version that has the content; -1 where there is no file.</param>
/// <param name="Companion">The version of the file beside it that belongs to it; -1 where there is none.</param>
internal readonly record struct PackageManifestState(int Layer, int Version, int Companion);
