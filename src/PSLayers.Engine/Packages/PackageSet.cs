namespace PSLayers.Packages;

/// <summary>The packages of one kind that are installed after a layer, and what it takes to become those of the next one.</summary>
/// <param name="database">The kind.</param>
internal sealed class PackageSet(IPackageDatabase database)
{
    // By the file that lists them: what did not change is not looked at.
    private readonly Dictionary<int, List<InstalledPackage>> _packages = [];

    /// <summary>The packages by name.</summary>
    public List<InstalledPackage> Packages => [.. _packages.Values.SelectMany(several => several)
        .OrderBy(package => package.Record.Name, StringComparer.Ordinal).ThenBy(package => package.Record.Place, StringComparer.Ordinal)
        .ThenBy(package => package.Record.Version, database.Versions)];

    /// <summary>Goes on to the next layer. Several packages may have one key, as several versions of a kernel: they are paired by version.</summary>
    /// <param name="now">What the files that changed list now.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="changed">The files that changed.</param>
    public List<PackageStep> Become(IReadOnlyList<InstalledPackage> now, int layer, IEnumerable<int> changed)
    {
        var steps = new List<PackageStep>();
        var old = new Dictionary<PackageKey, List<InstalledPackage>>();
        foreach (int node in changed)
        {
            if (_packages.Remove(node, out List<InstalledPackage>? listed))
                listed.ForEach(package => Add(old, package.Record.Key, package));
        }
        var fresh = new Dictionary<PackageKey, List<InstalledPackage>>();
        foreach (InstalledPackage package in now)
            Add(fresh, package.Record.Key, package);

        foreach ((PackageKey key, List<InstalledPackage> packages) in fresh)
        {
            old.Remove(key, out List<InstalledPackage>? before);
            Pair(before ?? [], packages);
        }
        foreach (InstalledPackage gone in old.Values.SelectMany(several => several))
            steps.Add(new PackageStep(database, layer, PackageChangeKind.Removed, gone, null, gone.Node));
        return steps;

        void Pair(List<InstalledPackage> before, List<InstalledPackage> packages)
        {
            // What is there in the same version first.
            var same = new Dictionary<string, List<InstalledPackage>>(StringComparer.Ordinal);
            before.ForEach(package => Add(same, package.Record.Version, package));
            var others = new List<InstalledPackage>();
            foreach (InstalledPackage package in packages)
            {
                if (!same.TryGetValue(package.Record.Version, out List<InstalledPackage>? equals) || equals.Count == 0)
                {
                    others.Add(package);
                    continue;
                }
                InstalledPackage one = equals[^1];
                equals.RemoveAt(equals.Count - 1);
                Add(_packages, package.Node, package with { Layer = one.Layer });
                if (package.Stamp != one.Stamp)
                    steps.Add(new PackageStep(database, layer, PackageChangeKind.Reinstalled, one, package, package.Node));
            }
            before = [.. same.Values.SelectMany(several => several)];
            packages = others;
            before.Sort(ByVersion);
            packages.Sort(ByVersion);
            for (int i = 0; i < packages.Count; i++)
            {
                InstalledPackage? replaced = i < before.Count ? before[i] : null;
                PackageChangeKind change = replaced is null ? PackageChangeKind.Added
                    : ByVersion(replaced, packages[i]) <= 0 ? PackageChangeKind.Upgraded : PackageChangeKind.Downgraded;
                Add(_packages, packages[i].Node, packages[i]);
                steps.Add(new PackageStep(database, layer, change, replaced, packages[i], packages[i].Node));
            }
            for (int i = packages.Count; i < before.Count; i++)
                steps.Add(new PackageStep(database, layer, PackageChangeKind.Removed, before[i], null, before[i].Node));
        }
    }

    private int ByVersion(InstalledPackage one, InstalledPackage other) => database.Versions.Compare(one.Record.Version, other.Record.Version);

    private static void Add<TKey>(Dictionary<TKey, List<InstalledPackage>> packages, TKey key, InstalledPackage package) where TKey : notnull
    {
        if (!packages.TryGetValue(key, out List<InstalledPackage>? several))
            packages.Add(key, several = []);
        several.Add(package);
    }
}
