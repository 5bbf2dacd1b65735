using PSLayers.Packages.Versions;

namespace PSLayers.Packages.Databases.Java;

/// <summary>Packages of Java: archives that say what they are, and have others in them. What Maven leaves in one counts most, as it names
/// all that
/// was put together; then the manifest; then the name of the file.</summary>
internal sealed class JavaArchives : IPackageDatabase
{
    public string Type => "maven";

    public bool IsOfSystem => false;

    public bool ReadsInPlace => true;

    public IComparer<string> Versions => PlainVersions.Order;

    /// <summary>Whether a name is that of an archive.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> name) => name.EndsWith(".jar"u8) || name.EndsWith(".war"u8) || name.EndsWith(".ear"u8)
        || name.EndsWith(".jpi"u8) || name.EndsWith(".hpi"u8);

    public bool Keeps(PackagePath path) => IsArchive(path.Name);

    public void Read(PackageFile file)
    {
        if (file.Stream is not null)
            new JavaArchive(file).Read(file.Stream, file.Path, depth: 1, memory: file.Limits.PackageFile);
    }
}
