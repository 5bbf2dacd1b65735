namespace PSLayers.Sources.Caching;

/// <summary>Where the user's cache is, by the customs of each system.</summary>
internal static class CacheFolder
{
    /// <summary>Names the folder, where the customary one is not wanted.</summary>
    public const string FolderVariable = "PSLAYERS_CACHE";

    /// <summary>Set to 1 or true: nothing is kept on disk.</summary>
    public const string OffVariable = "PSLAYERS_NOCACHE";

    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether the user has switched the cache off.</summary>
    public static bool IsOff => Environment.GetEnvironmentVariable(OffVariable) is "1" or "true" or "True" or "TRUE";

    /// <summary>Full path of the folder; null where the system names none. It need not be there yet.</summary>
    public static string? Path => Named(FolderVariable) is { } own ? own
        : Base() is { } folder ? System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "PSLayers\\Cache" : "PSLayers")
        : null;

    /// <summary>Makes sure that a folder is there, and that nobody else may write to it. One that is made is the user's alone; one that was there
    /// keeps its mode, as it may serve others.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made, or others may write to it.</exception>
    public static void Prepare(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
            return;
        }
        Directory.CreateDirectory(folder, Private);
        if ((File.GetUnixFileMode(folder) & OthersWrite) != 0)
            throw new UnauthorizedAccessException($"Others may write to {folder}.");
    }

    private static string? Base()
    {
        if (OperatingSystem.IsWindows())
            return Existing(Environment.SpecialFolder.LocalApplicationData);
        string? home = Existing(Environment.SpecialFolder.UserProfile);
        if (OperatingSystem.IsMacOS())
            return home is null ? null : System.IO.Path.Combine(home, "Library", "Caches");
        // The XDG specification lets only absolute paths count.
        return Named("XDG_CACHE_HOME") ?? (home is null ? null : System.IO.Path.Combine(home, ".cache"));
    }

    private static string? Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder && System.IO.Path.IsPathFullyQualified(folder) ? folder : null;

    private static string? Existing(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder) is { Length: > 0 } path ? path : null;
}
