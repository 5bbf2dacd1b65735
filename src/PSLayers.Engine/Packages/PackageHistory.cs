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
    private long _looked;

    private PackageHistory(LayeredImage image) => _image = image;

    /// <summary>What the layers did, layer by layer, and by name within a layer.</summary>
    public IReadOnlyList<PackageStep> Steps => _steps;

    /// <summary>The packages after the last layer, kind by kind and by name.</summary>
    public List<(IPackageDatabase Database, InstalledPackage Package)> Installed { get; } = [];

    /// <summary>What is odd.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _warnings;

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; } = [];

    /// <summary>Reads the databases of an image as each layer left them.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer that is looked at.</param>
    /// <param name="databases">The kinds that are looked for.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public static PackageHistory Of(LayeredImage image, int top, IReadOnlyList<IPackageDatabase> databases, ReadMeter meter)
    {
        List<PackageManifest> manifests = PackageManifest.Of(image, databases, top, meter.Cancellation);
        PackageReading reading = PackageReading.Of(image, manifests, meter);
        var history = new PackageHistory(image) { Errors = reading.Errors };
        foreach (IPackageDatabase database in databases)
            history.Follow(database, [.. manifests.Where(manifest => manifest.Database == database)], reading, meter.Cancellation);
        history._steps.Sort((one, other) => one.Layer != other.Layer ? one.Layer.CompareTo(other.Layer) : string.CompareOrdinal(NameOf(one), NameOf(other)));
        return history;
    }

    private static string NameOf(PackageStep step) => (step.After ?? step.Before)!.Record.Name;

    private void Follow(IPackageDatabase database, List<PackageManifest> manifests, PackageReading reading, CancellationToken cancellation)
    {
        var changes = new SortedDictionary<int, List<(PackageManifest Manifest, int Version)>>();
        foreach (PackageManifest manifest in manifests)
        {
            foreach ((int layer, int version) in manifest.States)
            {
                if (!changes.TryGetValue(layer, out List<(PackageManifest, int)>? changed))
                    changes.Add(layer, changed = []);
                changed.Add((manifest, version));
            }
        }
        var installed = new PackageSet(database);
        var there = new HashSet<int>();
        var gone = new HashSet<int>();
        int? removedIn = null;
        foreach ((int layer, List<(PackageManifest Manifest, int Version)> changed) in changes)
        {
            cancellation.ThrowIfCancellationRequested();
            var now = new List<InstalledPackage>();
            foreach ((PackageManifest manifest, int version) in changed)
            {
                gone.Add(manifest.Node);
                if (version < 0)
                {
                    there.Remove(manifest.Node);
                    continue;
                }
                there.Add(manifest.Node);
                foreach (PackageRecord record in reading[manifest, version])
                    now.Add(new InstalledPackage(record, manifest.Node, layer, database.StampOf(_image.Tree.View(layer), manifest.Node, record)));
            }
            // The system's files are one database: when all of it is gone, the packages are still there, and nobody knows them any more.
            if (database.IsOfSystem && there.Count == 0)
            {
                removedIn ??= layer;
                continue;
            }
            removedIn = null;
            if ((_looked += now.Count) > _image.Limits.Packages)
            {
                _warnings.Add(new ImageWarning(ImageErrorId.CountLimit, $"the layers of the image list more than {_image.Limits.Packages} packages (limit Packages); from layer {layer} on they are left out."));
                break;
            }
            _steps.AddRange(installed.Become(now, layer, gone));
            gone.Clear();
        }
        List<InstalledPackage> left = installed.Packages;
        if (removedIn is { } removing && left.Count > 0)
        {
            _warnings.Add(new ImageWarning(ImageErrorId.PackageDatabaseRemoved,
                $"layer {removing} removes the database of {database.Type} packages; those of layer {removing - 1} are shown, for what they brought is still there."));
        }
        Installed.AddRange(left.Select(package => (database, package)));
    }
}
