using System.Text.Json;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of Node.js that are installed: each is a folder of its name in one called node_modules. Other files called package.json belong
/// to packages that are developed, or to parts of one, and are none that is installed.</summary>
internal sealed class NpmPackages : IPackageDatabase
{
    public string Type => "npm";

    public bool IsOfSystem => false;

    public bool HasDocuments => true;

    public bool HasListForEach => true;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path)
    {
        if (!path.Name.SequenceEqual("package.json"u8))
            return false;
        PackagePath above = path.Directory.Directory;
        return above.Name.SequenceEqual("node_modules"u8) || (above.Name.StartsWith("@"u8) && above.Directory.Name.SequenceEqual("node_modules"u8));
    }

    public OwnershipList Lists(PackagePath path) => Keeps(path) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    // There is no list: what is in the folder is the package's.
    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        string folder = file.Directory;
        string package = folder[(folder.LastIndexOf("/node_modules/", StringComparison.Ordinal) + "/node_modules/".Length)..];
        owned.AddFolder(package, EntryName.Encode(folder));
    }

    public void Read(PackageFile file)
    {
        using JsonDocument document = file.Json();
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || file.Text(root, "name") is not { } name || file.Text(root, "version") is not { } version)
            return;
        int slash = name.StartsWith('@') ? name.IndexOf('/', StringComparison.Ordinal) : -1;
        file.Add(new PackageRecord
        {
            Namespace = slash > 0 ? name[..slash] : null,
            Name = slash > 0 ? name[(slash + 1)..] : name,
            Version = version,
            License = file.Text(root, "license") ?? (root.TryGetProperty("license", out JsonElement license) && license.ValueKind == JsonValueKind.Object ? file.Text(license, "type") : null),
            Place = file.Directory,
        });
    }
}
