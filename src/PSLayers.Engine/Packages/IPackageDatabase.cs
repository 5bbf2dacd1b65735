using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>A kind of package, and where and how an image says which of it are installed.</summary>
internal interface IPackageDatabase
{
    /// <summary>The kind, as package URLs call it (purl-spec, types).</summary>
    string Type { get; }

    /// <summary>Whether the packages are the operating system's: then all files of the database are one, wherever they are.</summary>
    bool IsOfSystem { get; }

    /// <summary>What a system is called whose packages these are, where the image does not tell; empty for no system's.</summary>
    string DefaultSystem => "";

    /// <summary>Whether a path is that of a file that says which packages are installed.</summary>
    bool Keeps(PackagePath path);

    /// <summary>Name of the file beside another one that belongs to it, as a log of what was changed last; null for none.</summary>
    /// <param name="path">A file that says which packages are installed.</param>
    string? CompanionOf(PackagePath path) => null;

    /// <summary>Of several files that say something, only those of the highest rank count: the others are what the system had before.
    /// Equal ones
    /// count together.</summary>
    /// <param name="path">A file that says which packages are installed.</param>
    int RankOf(PackagePath path) => 0;

    /// <summary>Name space of the packages in package URLs.</summary>
    /// <param name="system">What the system is called; empty where nobody tells.</param>
    string NamespaceOf(string system) => system;

    /// <summary>Where the licences of the packages are, if the database does not tell them; null for nowhere.</summary>
    ILicenseFiles? Licenses => null;

    /// <summary>Whether each file is a JSON document about one package, and so a small one.</summary>
    bool HasDocuments => false;

    /// <summary>Whether such a file is looked at in place, as one that is large and says little is.</summary>
    bool ReadsInPlace => false;

    /// <summary>Takes from such a file what it says.</summary>
    /// <param name="file">The file; it is given the packages.</param>
    /// <exception cref="Errors.ImageException">It is broken, or there are too many packages; what was taken before counts.</exception>
    void Read(PackageFile file);

    /// <summary>What changes in an image when a package is installed anew in the same version; null where nothing tells.</summary>
    /// <param name="view">The view.</param>
    /// <param name="node">The database's file.</param>
    /// <param name="record">The package.</param>
    string? StampOf(TreeView view, int node, PackageRecord record) => record.Stamp;

    /// <summary>What a path tells of the files that packages brought.</summary>
    OwnershipList Lists(PackagePath path) => OwnershipList.None;

    /// <summary>Takes from such a file which files packages brought.</summary>
    /// <param name="file">The file.</param>
    /// <param name="owned">It is given the names of the files.</param>
    /// <exception cref="Errors.ImageException">It is broken, or names too many files; what was taken before counts.</exception>
    void ReadFiles(PackageFile file, OwnedFiles owned)
    {
    }

    /// <summary>Whether a file that tells which files a package brought tells it of one package only.</summary>
    bool HasListForEach => false;

    /// <summary>The file that tells which files a package brought; -1 for none.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="node">The database's file.</param>
    /// <param name="record">The package.</param>
    int ListOf(LayeredTree tree, int node, PackageRecord record) => -1;

    /// <summary>Which of two versions is newer.</summary>
    IComparer<string> Versions { get; }
}
