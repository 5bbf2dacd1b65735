namespace PSLayers.Tests.Hosting;

/// <summary>Where the staged module, the help pages and the samples are.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The folder that users would import.</summary>
    public static string Module { get; } = Path.Join(Root, "out", "PSLayers");

    public static string Manifest { get; } = Path.Join(Module, "PSLayers.psd1");

    public static string HelpPages { get; } = Path.Join(Root, "docs", "en-US");

    /// <summary>The cmdlets that have a help page: one page each, no more and no less.</summary>
    public static string[] Commands { get; } =
        [.. Directory.EnumerateFiles(HelpPages, "*-*.md").Select(page => Path.GetFileNameWithoutExtension(page)).Order(StringComparer.Ordinal)];

    public static string DockerSample { get; } = Path.Join(Root, "samples", "pyapp.docker.tar");

    public static string OciSample { get; } = Path.Join(Root, "samples", "pyapp.oci.tar");

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Join(folder.FullName, "PSLayers.sln")))
                return folder.FullName;
        }
        throw new InvalidOperationException("The tests do not run from inside the repository.");
    }
}
