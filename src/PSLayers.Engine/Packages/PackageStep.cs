namespace PSLayers.Packages;

/// <summary>What a layer did to one package.</summary>
/// <param name="Database">The kind of the package.</param>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Change">What it did.</param>
/// <param name="Before">The package before; null where it was not there.</param>
/// <param name="After">The package now; null where it is there no more.</param>
/// <param name="Node">The file that says so.</param>
internal sealed record PackageStep(IPackageDatabase Database, int Layer, PackageChangeKind Change, InstalledPackage? Before, InstalledPackage? After, int Node);

/// <summary>A package that is installed after some layer.</summary>
/// <param name="Record">What the database says of it.</param>
/// <param name="Node">The database's file.</param>
/// <param name="Layer">The layer that brought this version.</param>
/// <param name="Stamp">Changes when it is installed anew in the same version; null where nothing tells.</param>
internal sealed record InstalledPackage(PackageRecord Record, int Node, int Layer, string? Stamp);
