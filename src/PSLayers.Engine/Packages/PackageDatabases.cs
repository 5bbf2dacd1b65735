using PSLayers.Packages.Databases;
using PSLayers.Packages.Databases.Go;
using PSLayers.Packages.Databases.Java;
using PSLayers.Packages.Databases.Rpm;

namespace PSLayers.Packages;

/// <summary>The kinds of packages that are looked for. A new one is a class, and a line here.</summary>
internal static class PackageDatabases
{
    /// <summary>All kinds, those of the operating system first.</summary>
    public static IReadOnlyList<IPackageDatabase> All { get; } =
    [
        new DpkgDatabase(),
        new ChiselDatabase(),
        new ApkDatabase(),
        new RpmDatabase(),
        new PythonPackages(),
        new NpmPackages(),
        new GoPrograms(),
        new JavaArchives(),
        new NuGetPackages(),
        new RubyGems(),
        new ComposerPackages(),
    ];

    /// <summary>What the kinds are called, as in package URLs.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. All.Select(database => database.Type).Distinct()];
}
