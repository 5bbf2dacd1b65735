using System.Management.Automation;
using PSLayers.Mounting;
using PSLayers.Text;

namespace PSLayers.Common;

/// <summary>The views that are mounted on folders, by what a user calls them.</summary>
internal static class MountPoints
{
    /// <summary>Those that a name means: a folder, or a pattern of such.</summary>
    public static IReadOnlyList<ViewMount> Named(SessionState session, string name)
    {
        if (!OperatingSystem.IsLinux())
            return [];
        // As it stands first: folders may have brackets in their names, and a mount that answers no more is asked nothing.
        IReadOnlyList<ViewMount> all = ViewMounts.All();
        string? folder = FullPath(session, name);
        if (all.Any(mount => mount.MountPoint == folder))
            return [.. all.Where(mount => mount.MountPoint == folder)];
        // As lists show it: a line feed in it is another character there.
        if (all.Any(mount => VisibleText.Line(mount.MountPoint) == name))
            return [.. all.Where(mount => VisibleText.Line(mount.MountPoint) == name)];
        if (WildcardPattern.ContainsWildcardCharacters(name))
        {
            var pattern = new WildcardPattern(name);
            return [.. all.Where(mount => pattern.IsMatch(mount.MountPoint))];
        }
        return FullPath(session, WildcardPattern.Unescape(name)) is { } plain && ViewMounts.RealPath(plain) is var real ? [.. all.Where(mount => mount.MountPoint == real)] : [];
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
