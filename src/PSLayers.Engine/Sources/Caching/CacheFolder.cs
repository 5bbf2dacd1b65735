using System.Globalization;
using PSLayers.Bytes.Unix;

namespace PSLayers.Sources.Caching;

/// <summary>Where the user's cache is, by the customs of each system.</summary>
internal static class CacheFolder
{
    /// <summary>Names the folder, where the customary one is not wanted.</summary>
    public const string FolderVariable = "PSLAYERS_CACHE";

    /// <summary>Set to 1 or true: nothing is kept on disk.</summary>
    public const string OffVariable = "PSLAYERS_NOCACHE";

    /// <summary>How many bytes the cache may take, as a number with or without KB, MB or GB behind.</summary>
    public const string SizeVariable = "PSLAYERS_CACHESIZE";

    private const int OthersWrite = 0b010_010;
    private const int MostLinks = 8;
    private const int Sticky = 0b1_000_000_000;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Whether the user has switched the cache off.</summary>
    public static bool IsOff => Size == 0 || Environment.GetEnvironmentVariable(OffVariable) is "1" or "true" or "True" or "TRUE";

    /// <summary>Bytes that the cache may take; null where the user says nothing that can be understood.</summary>
    public static long? Size => SizeOf(Environment.GetEnvironmentVariable(SizeVariable));

    /// <summary>Full path of the folder; null where the system names none. It need not be there yet.</summary>
    public static string? Path => Named(FolderVariable) is { } own ? own
        : Base() is { } folder ? System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? "PSLayers\\Cache" : "PSLayers")
        : null;

    /// <summary>A number of bytes as users write it, such as 200MB or 2GB; null where it is none.</summary>
    public static long? SizeOf(string? text)
    {
        text = text?.Trim() ?? "";
        int shift = text.Length < 2 ? 0 : text[^2..].ToUpperInvariant() switch { "KB" => 10, "MB" => 20, "GB" => 30, _ => 0 };
        return long.TryParse(shift == 0 ? text : text[..^2], NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long number) && number <= long.MaxValue >> shift
            ? number << shift
            : null;
    }

    /// <summary>Makes a folder, if it is not there: for the user alone. One that was there keeps its mode, as it may serve others.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be made.</exception>
    public static void Make(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Private);
    }

    /// <summary>Whether what a folder holds can only be the user's own: it belongs to the user, nobody else may write to it, and nobody but the
    /// system could put another in its place, be it by a link on the way. On Windows that is so within the user's profile.</summary>
    public static bool IsTrusted(string folder)
    {
        string full = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder));
        if (OperatingSystem.IsWindows())
            return Existing(Environment.SpecialFolder.UserProfile) is { } profile && full.StartsWith(profile + '\\', StringComparison.OrdinalIgnoreCase);
        return SafeWay(full, MostLinks) is { } real && UnixStatus.TryGetItself(real, out UnixStatus own)
            && own.Owner == UnixStatus.CurrentUser() && (own.Mode & OthersWrite) == 0;
    }

    // The path without links, if only the user and the system could lead it elsewhere; null if others could.
    private static string? SafeWay(string full, int links)
    {
        string? parent = System.IO.Path.GetDirectoryName(full);
        if (parent is not null)
        {
            if (SafeWay(parent, links) is not { } above)
                return null;
            full = System.IO.Path.Join(above, System.IO.Path.GetFileName(full));
            parent = above;
        }
        if (!UnixStatus.TryGetItself(full, out UnixStatus status) || (status.Owner != UnixStatus.CurrentUser() && status.Owner != 0))
            return null;
        if (status.IsLink)
            return links > 0 && new FileInfo(full).LinkTarget is { } target ? SafeWay(System.IO.Path.GetFullPath(target, parent!), links - 1) : null;
        // In a folder like /tmp, where everybody may write, nobody can remove what is another's.
        return (status.Mode & (OthersWrite | Sticky)) is 0 or >= Sticky ? full : null;
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
