namespace PSLayers.Fixtures;

/// <summary>Images of real distributions, which somebody made with other tools and named a folder for.</summary>
public static class RealImages
{
    /// <summary>The environment variable that names the folder.</summary>
    public const string Variable = "PSLAYERS_IMAGES";

    /// <summary>OCI layouts in the folder; none where there is no folder.</summary>
    public static IEnumerable<string> Layouts => Folder is { } folder
        ? Directory.EnumerateDirectories(folder, "*.oci").Order(StringComparer.Ordinal)
        : [];

    /// <summary>Archives in the folder; none where there is no folder.</summary>
    public static IEnumerable<string> Archives => Folder is { } folder
        ? Directory.EnumerateFiles(folder, "*.tar").Order(StringComparer.Ordinal)
        : [];

    private static string? Folder => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;

    /// <summary>Full path of one of the repository's own sample images.</summary>
    public static string Sample(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "PSLayers.sln")))
                return Path.Join(folder.FullName, "samples", name);
        }
        throw new DirectoryNotFoundException("The repository was not found above the tests.");
    }
}
