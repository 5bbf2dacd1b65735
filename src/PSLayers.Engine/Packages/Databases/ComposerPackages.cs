using System.Text.Json;
using PSLayers.Packages.Versions;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of PHP that Composer installed: one document for all in a folder; an array of packages, or since Composer 2 an object
/// with one.</summary>
internal sealed class ComposerPackages : IPackageDatabase
{
    public string Type => "composer";

    public bool IsOfSystem => false;

    public bool HasDocuments => true;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path) => path.Name.SequenceEqual("installed.json"u8) && path.Directory.Name.SequenceEqual("composer"u8);

    public OwnershipList Lists(PackagePath path) => Keeps(path) ? OwnershipList.Files : OwnershipList.None;

    public int ListOf(LayeredTree tree, int node, PackageRecord record) => node;

    // Where each package is, is told relative to the folder of the document; older ones do not tell.
    public void ReadFiles(PackageFile file, OwnedFiles owned)
    {
        using JsonDocument document = file.Json();
        foreach (JsonElement package in Packages(document))
        {
            if (file.Text(package, "name") is { } name)
                owned.AddFolder(name, EntryName.Encode($"{file.Directory}/{file.Text(package, "install-path") ?? $"../{name}"}"));
        }
    }

    public void Read(PackageFile file)
    {
        using JsonDocument document = file.Json();
        foreach (JsonElement package in Packages(document))
        {
            if (file.Text(package, "name") is not { } name || file.Text(package, "version") is not { } version)
                continue;
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            file.Add(new PackageRecord
            {
                Namespace = slash > 0 ? name[..slash] : null,
                Name = name[(slash + 1)..],
                Version = version,
                License = LicenseOf(file, package),
                Place = file.Directory,
            });
        }
    }

    private static IEnumerable<JsonElement> Packages(JsonDocument document)
    {
        JsonElement list = document.RootElement;
        if (list.ValueKind == JsonValueKind.Object && list.TryGetProperty("packages", out JsonElement packages))
            list = packages;
        return list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Where(package => package.ValueKind == JsonValueKind.Object) : [];
    }

    // Several are a choice.
    private static string? LicenseOf(PackageFile file, JsonElement package)
    {
        if (!package.TryGetProperty("license", out JsonElement licenses) || licenses.ValueKind != JsonValueKind.Array)
            return file.Text(package, "license");
        string text = string.Join(" OR ", licenses.EnumerateArray().Select(file.Text).OfType<string>());
        return text.Length == 0 || text.Length > file.Limits.PackageField ? null : text;
    }
}
