using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Packages.Urls;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>What users see of the packages of an image.</summary>
internal sealed class ImagePackages
{
    private readonly LayeredImage _image;
    private readonly PackageHistory _history;
    private readonly OsRelease _system;
    private readonly TreeView _view;

    private ImagePackages(LayeredImage image, TreeView view, PackageHistory history) =>
        (_image, _view, _history, _system, Errors) = (image, view, history, OsRelease.Of(image, view), history.Errors);

    /// <summary>The operating system, as the view says it.</summary>
    public OsRelease System => _system;

    /// <summary>What is odd.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _history.Warnings;

    /// <summary>What could not be read, or is broken.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; }

    /// <summary>The packages that are installed, kind by kind and by name.</summary>
    public IEnumerable<ImagePackage> Installed => _history.Installed.Select(installed => Package(installed.Database, installed.Package));

    /// <summary>What the layers did to packages, layer by layer. What cannot be read for it is among the errors from then on.</summary>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    public IEnumerable<PackageChange> Changes(ReadMeter meter)
    {
        HiddenPackages hidden = HiddenPackages.Of(_image, _view, _history.Steps, meter);
        Errors = [.. _history.Errors, .. hidden.Errors];
        return _history.Steps.Select(step => Change(step, hidden));
    }

    /// <summary>Finds the packages of a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="types">The kinds that are wanted; none for all.</param>
    /// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
    /// <param name="includesOwned">Whether packages of a language count that a package of the system brought.</param>
    public static ImagePackages Of(LayeredImage image, TreeView view, IReadOnlyCollection<string> types, ReadMeter meter, bool includesOwned = false)
    {
        List<IPackageDatabase> databases = [.. PackageDatabases.All.Where(database => types.Count == 0 || types.Contains(database.Type, StringComparer.OrdinalIgnoreCase))];
        return new ImagePackages(image, view, PackageHistory.Of(image, view.Top, databases, includesOwned, meter));
    }

    private ImagePackage Package(IPackageDatabase database, InstalledPackage package) => new()
    {
        Name = package.Record.FullName,
        Version = package.Record.Version,
        Architecture = package.Record.Architecture,
        Type = database.Type,
        Purl = UrlOf(database, package.Record).ToString(),
        License = package.Record.License,
        Size = package.Record.Size,
        SourceName = package.Record.Source,
        OwnedBy = database.IsOfSystem ? null : _history.Owners[package.Node]?.Package,
        Supplier = package.Record.Supplier,
        InnerPath = _image.Tree.Path(package.Node),
        LayerIndex = package.Layer,
        CreatedBy = _image.Layers[package.Layer].CreatedBy,
        ImageName = _image.Image.Name,
        ImageId = _image.Image.ImageId,
        ImagePath = _image.Image.ImagePath,
    };

    private PackageChange Change(PackageStep step, HiddenPackages hidden)
    {
        PackageRecord record = (step.After ?? step.Before)!.Record;
        return new PackageChange
        {
            Name = record.FullName,
            Change = step.Change,
            Version = step.After?.Record.Version,
            PreviousVersion = step.Before?.Record.Version,
            PreviousLayer = step.Before?.Layer,
            HiddenSize = hidden[step],
            Architecture = record.Architecture,
            Type = step.Database.Type,
            InnerPath = _image.Tree.Path(step.Node),
            LayerIndex = step.Layer,
            CreatedBy = _image.Layers[step.Layer].CreatedBy,
            ImageName = _image.Image.Name,
            ImageId = _image.Image.ImageId,
            ImagePath = _image.Image.ImagePath,
        };
    }

    // Readers of package URLs find a system package's advisories by the system and by what the package was built from.
    private PackageUrl UrlOf(IPackageDatabase database, PackageRecord record)
    {
        if (!database.IsOfSystem)
            return new PackageUrl(database.Type, record.Namespace, record.Name, record.Version);
        string system = _system.Id.Length > 0 ? _system.Id : database.DefaultSystem;
        string? upstream = record.Upstream is not null ? record.Upstream : record.Source is null ? null : record.SourceVersion is null ? record.Source : $"{record.Source}@{record.SourceVersion}";
        string? distribution = _system.Id.Length == 0 ? null : _system.VersionId.Length == 0 ? _system.Id : $"{_system.Id}-{_system.VersionId}";
        string version = record.Epoch is null ? record.Version : record.Version[(record.Epoch.Length + 1)..];
        return new PackageUrl(database.Type, database.NamespaceOf(system), record.Name, version)
        {
            Qualifiers = [("arch", record.Architecture), ("distro", distribution), ("epoch", record.Epoch), ("upstream", upstream)],
        };
    }
}
