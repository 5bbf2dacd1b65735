using System.Text.Json;
using PSLayers.Packages.Versions;

namespace PSLayers.Packages.Databases;

/// <summary>Packages of .NET that programs and frameworks were built with, from the list that the build puts beside them (docs of the .NET
/// SDK,
/// "Runtime Configuration Files", deps.json).</summary>
internal sealed class NuGetPackages : IPackageDatabase
{
    // How the SDK calls the package that a program which brings its own .NET has it from.
    private const string RuntimePack = "runtimepack.";

    public string Type => "nuget";

    public bool IsOfSystem => false;

    public bool HasDocuments => true;

    public IComparer<string> Versions => PlainVersions.Order;

    public bool Keeps(PackagePath path) => path.Name.EndsWith(".deps.json"u8);

    public void Read(PackageFile file)
    {
        using JsonDocument document = file.Json();
        if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("libraries", out JsonElement libraries)
            || libraries.ValueKind != JsonValueKind.Object)
        {
            return;
        }
        foreach (JsonProperty library in libraries.EnumerateObject())
        {
            // Others are the program's own projects, and assemblies that were referred to as files.
            if (library.Value.ValueKind != JsonValueKind.Object || file.Text(library.Value, "type") is not ("package" or "runtimepack")
                || file.Text(library) is not { } name || name.LastIndexOf('/') is not (> 0 and var slash) || slash + 1 == name.Length)
            {
                continue;
            }
            string version = name[(slash + 1)..];
            name = name[..slash];
            file.Add(new PackageRecord
            {
                Name = name.StartsWith(RuntimePack, StringComparison.Ordinal) ? name[RuntimePack.Length..] : name,
                Version = version,
                Place = file.Path,
            });
        }
    }
}
