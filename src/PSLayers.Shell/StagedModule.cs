namespace PSLayers.Shell;

/// <summary>Finds the module that the build has staged.</summary>
internal static class StagedModule
{
    /// <summary>The variable that names the module's manifest, or the folder that holds it.</summary>
    public const string Variable = "PSLAYERS_MODULE";

    private const string Manifest = "PSLayers.psd1";

    /// <summary>The manifest that the variable names, else out/PSLayers/PSLayers.psd1 in the nearest folder above.</summary>
    /// <param name="start">The folder to start from.</param>
    /// <param name="named">The variable's value.</param>
    /// <exception cref="FileNotFoundException">There is no such file; the message says what to do.</exception>
    public static string Find(string start, string? named)
    {
        if (!string.IsNullOrEmpty(named))
        {
            string path = Path.GetFullPath(Directory.Exists(named) ? Path.Combine(named, Manifest) : named);
            return File.Exists(path) ? path : throw new FileNotFoundException($"{Variable} names '{named}', but there is no '{path}'.");
        }

        for (DirectoryInfo? folder = new(start); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "out", "PSLayers", Manifest);
            if (File.Exists(path))
                return path;
        }

        throw new FileNotFoundException(
            $"The PSLayers module was not found: no folder above '{start}' has out/PSLayers/{Manifest}. "
            + $"Build it with `dotnet build src/PSLayers`, or name it in {Variable}, or start with -NoModule.");
    }
}
