namespace PSLayers.Fixtures;

/// <summary>Images that other people's tools saved. They lie beside the repository, and are not always there.</summary>
public static class RealFixtures
{
    /// <summary>"shared/fixtures" beside the repository; null where it, or the repository, is not found.</summary>
    public static string? Folder { get; } = Find();

    /// <summary>"shared/data" beside the repository: documents and databases of others; null where it is not found.</summary>
    public static string? Data { get; } = Path.Join(Path.GetDirectoryName(Folder), "data") is var data && Folder is not null && Directory.Exists(data) ? data : null;

    /// <summary>Full path of a fixture; null where it is not there, and then a test skips and says so.</summary>
    public static string? PathOf(string name)
    {
        if (Folder is null)
            return null;
        var path = Path.Join(Folder, name);
        return File.Exists(path) ? path : null;
    }

    private static string? Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (!File.Exists(Path.Join(folder.FullName, "PSLayers.sln")))
                continue;

            // A worktree may lie one folder deeper than the repository.
            return Shared(folder.Parent) ?? Shared(folder.Parent?.Parent);
        }

        return null;
    }

    private static string? Shared(DirectoryInfo? above)
    {
        var shared = above is null ? null : Path.Join(above.FullName, "shared", "fixtures");
        return Directory.Exists(shared) ? shared : null;
    }
}
