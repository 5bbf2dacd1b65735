using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>The packages of an image, and what each layer did to them: what the databases say after a layer is compared with what they said before
/// it.</summary>
internal sealed class PackageHistory
{
    private readonly LayeredImage _image;
    private readonly List<PackageStep> _steps = [];
    private readonly List<ImageWarning> _warnings = [];
    private readonly PackageLicenses _licenses;
    private long _looked;

    private PackageHistory(LayeredImage image, PackageLicenses licenses) => (_image, _licenses) = (image, licenses);

    /// <summary>What the layers did, layer by layer, and by name within a layer.</summary>
    public IReadOnlyList<PackageStep> Steps => _steps;

    /// <summary>The packages after the last layer, kind by kind and by name.</summary>
    public List<(IPackageDatabase Database, InstalledPackage Package)> Installed { get; } = [];

    /// <summary>What is odd.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _warnings;

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; } = [];

    /// <summary>Which files of the view are whose, as far as they list packages.</summary>
    public required PackageOwnership Owners { get; init; }

    /// <summary>How many packages were looked at: what it cost to follow the layers.</summary>
    public long Looked => _looked;

    /// <summary>Reads the databases of an image as each layer left them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer that is looked at.</param>
    /// <param name="databases">The kinds that are looked for.</param>
    /// <param name="includesOwned">Whether packages of a language count that a package of the system brought.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public static PackageHistory Of(LayeredImage image, int top, IReadOnlyList<IPackageDatabase> databases, bool includesOwned, ReadMeter meter)
    {
        List<PackageManifest> manifests = PackageManifest.Of(image, databases, top, meter.Cancellation);
        PackageOwnership owners = OwnersOf(image, image.Tree.View(top), manifests, meter);
        // What is left out need not be read.
        if (!includesOwned)
            manifests.RemoveAll(manifest => !manifest.Database.IsOfSystem && owners[manifest.Node] is not null);
        var licenses = new PackageLicenses(image, image.Tree.View(top));
        PackageReading reading = PackageReading.Of(image, manifests, licenses, meter);
        var history = new PackageHistory(image, licenses) { Owners = owners, Errors = [.. owners.Errors, .. reading.Errors.Where(error => owners.Errors.All(other => other.Message != error.Message))] };
        foreach (IPackageDatabase database in databases)
            history.Follow(database, [.. manifests.Where(manifest => manifest.Database == database)], reading, meter.Cancellation);
        history._steps.Sort((one, other) => one.Layer != other.Layer ? one.Layer.CompareTo(other.Layer) : string.CompareOrdinal(NameOf(one), NameOf(other)));
        return history;
    }

    // Only names as those that packages of a language have need looking up.
    private static PackageOwnership OwnersOf(LayeredImage image, TreeView view, List<PackageManifest> manifests, ReadMeter meter)
    {
        HashSet<int> nodes = [.. manifests.Where(manifest => !manifest.Database.IsOfSystem && manifest.States[^1].Version >= 0).Select(manifest => manifest.Node)];
        return PackageOwnership.Of(image, view, PackageDatabases.All.Where(database => database.IsOfSystem), nodes, withDigests: false, meter);
    }

    private static string NameOf(PackageStep step) => (step.After ?? step.Before)!.Record.Name;

    private void Follow(IPackageDatabase database, List<PackageManifest> manifests, PackageReading reading, CancellationToken cancellation)
    {
        var changes = new SortedDictionary<int, List<(PackageManifest Manifest, PackageManifestState State)>>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach (PackageManifestState state in manifest.States)
            {
                if (!changes.TryGetValue(state.Layer, out List<(PackageManifest, PackageManifestState)>? changed))
                    changes.Add(state.Layer, changed = []);
                changed.Add((manifest, state));
            }
        }
        var installed = new PackageSet(database);
        var lists = new PackageLists();
        int? removedIn = null;
        foreach ((int layer, List<(PackageManifest Manifest, PackageManifestState State)> changed) in changes)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach ((PackageManifest manifest, PackageManifestState state) in changed)
                lists.Change(manifest, state, reading[manifest, state].Count == 0);
            // The system's files are one database: when all of it is gone, the packages are still there, and nobody knows them any more.
            if (database.IsOfSystem && lists.IsEmpty)
            {
                removedIn ??= layer;
                continue;
            }
            removedIn = null;
            var gone = new HashSet<int>();
            var now = new List<InstalledPackage>();
            foreach ((PackageManifest manifest, PackageManifestState state) in lists.Settle(gone))
            {
                foreach (PackageRecord record in reading[manifest, state])
                    now.Add(new InstalledPackage(record, manifest.Node, layer, database.StampOf(_image.Tree.View(layer), manifest.Node, record)));
            }
            if ((_looked += now.Count) > _image.Limits.Packages)
            {
                _warnings.Add(new ImageWarning(ImageErrorId.CountLimit, $"the layers of the image list more than {_image.Limits.Packages} packages (limit Packages); from layer {layer} on they are left out."));
                break;
            }
            _steps.AddRange(installed.Become(now, layer, gone));
        }
        List<InstalledPackage> left = installed.Packages;
        if (removedIn is { } removing && left.Count > 0)
        {
            _warnings.Add(new ImageWarning(ImageErrorId.PackageDatabaseRemoved,
                $"layer {removing} removes the database of {database.Type} packages; those of layer {removing - 1} are shown, for what they brought is still there."));
        }
        Installed.AddRange(left.Select(package => (database, WithLicense(database, package))));
    }

    private InstalledPackage WithLicense(IPackageDatabase database, InstalledPackage package) =>
        package.Record.License is null && database.Licenses is { } kind && _licenses.Of(kind, package.Record) is { } license
            ? package with { Record = package.Record with { License = license } }
            : package;
}
