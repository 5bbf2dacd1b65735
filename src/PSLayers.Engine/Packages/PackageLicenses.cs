using System.Text;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Licences of packages whose database does not tell them, from the files of a view that do.</summary>
/// <param name="view">The view.</param>
/// <param name="image">The image.</param>
internal sealed class PackageLicenses(LayeredImage image, TreeView view)
{
    private readonly Dictionary<(int Table, int Row), string?> _licenses = [];
    private readonly LinkSteps _steps = new(image.Limits.LinkSteps);

    /// <summary>The files that tell licences, each with a kind of package that they are for, its path, and the place of its content.</summary>
    /// <param name="databases">The kinds of packages that the image has.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IEnumerable<(IPackageDatabase Database, int Node, (int Table, int Row) Place)> Files(IReadOnlyList<IPackageDatabase> databases, CancellationToken cancellation)
    {
        foreach (IPackageDatabase database in databases.Where(database => database.Licenses is not null).DistinctBy(database => database.Licenses))
        {
            foreach (int node in database.Licenses!.Find(image.Tree, cancellation))
            {
                int version = PackageManifest.FileOf(image, view.Find(node));
                if (version >= 0)
                    yield return (database, node, PackageManifest.PlaceOf(image.Tree, version));
            }
        }
    }

    /// <summary>Notes what a file says. For any thread.</summary>
    /// <param name="place">Where the file's content is.</param>
    /// <param name="database">The kind of packages.</param>
    /// <param name="file">The file.</param>
    public void Add((int Table, int Row) place, IPackageDatabase database, PackageFile file)
    {
        string? license = database.Licenses!.Read(file);
        lock (_licenses)
            _licenses[place] = license;
    }

    /// <summary>The licence of a package; null where nothing tells.</summary>
    public string? Of(ILicenseFiles kind, PackageRecord record)
    {
        if (_licenses.Count == 0)
            return null;
        int version = PackageManifest.FileOf(image, LinkResolver.Find(view, Encoding.UTF8.GetBytes(kind.PathOf(record)), image.Limits, _steps));
        return version < 0 ? null : _licenses.GetValueOrDefault(PackageManifest.PlaceOf(image.Tree, version));
    }
}
