using System.Management.Automation;
using PSLayers.Mounting;

namespace PSLayers.Common;

/// <summary>The views that are mounted on folders, by what a user calls them.</summary>
internal static class MountPoints
{
    /// <summary>Those that a name means: a folder, or a pattern of such.</summary>
    public static IReadOnlyList<ViewMount> Named(SessionState session, string name)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            var pattern = new WildcardPattern(name);
            return [.. ViewMounts.All().Where(mount => pattern.IsMatch(mount.MountPoint))];
        }
        return FullPath(session, name) is { } folder ? [.. ViewMounts.All().Where(mount => mount.MountPoint == folder)] : [];
    }

    private static string? FullPath(SessionState session, string name)
    {
        try
        {
            string full = session.Path.GetUnresolvedProviderPathFromPSPath(name, out ProviderInfo provider, out _);
            return provider.Name == "FileSystem" ? Path.TrimEndingDirectorySeparator(full) : null;
        }
        catch (Exception e) when (e is SessionStateException or NotSupportedException or ProviderInvocationException)
        {
            return null;
        }
    }
}
