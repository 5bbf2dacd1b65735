using PSLayers.Bytes;
using PSLayers.Errors;

namespace PSLayers.Sources;

/// <summary>Follows the symbolic links in a folder as long as they stay in it: whoever wrote the folder must not choose which files of this machine
/// are shown as parts of an image.</summary>
internal static class FolderLinks
{
    private static readonly char[] Separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];

    /// <summary>Where a name leads to.</summary>
    /// <param name="folder">Full path of the folder. It may itself be reached by links: the user named it.</param>
    /// <param name="name">A name in it, in parts; without <c>..</c>.</param>
    /// <param name="mostLinks">How many links are followed.</param>
    /// <returns>Full path of what is there, or would be, without any links behind the folder.</returns>
    /// <exception cref="ImageException">A link leads out of the folder, or links go round in a circle.</exception>
    public static string Resolve(string folder, string name, int mostLinks)
    {
        var left = new Stack<string>(name.Split(Separators).Reverse());
        var at = new List<string>();
        int links = 0;
        while (left.TryPop(out string? part))
        {
            if (part is "" or ".")
                continue;
            if (part == "..")
            {
                if (at.Count == 0)
                    throw Outside(name);
                at.RemoveAt(at.Count - 1);
                continue;
            }
            at.Add(part);
            if (TargetOf(Path.Join([folder, .. at])) is not { } target)
                continue;
            if (++links > mostLinks)
                throw new ImageException(ImageErrorId.LinkCycle, $"more than {mostLinks} links lead from one to the next (limit LinkHops)", name);
            at.RemoveAt(at.Count - 1);
            if (Path.IsPathRooted(target))
            {
                at.Clear();
                target = Within(folder, target) ?? throw Outside(name);
            }
            foreach (string next in target.Split(Separators).Reverse())
                left.Push(next);
        }
        return Path.Join([folder, .. at]);
    }

    private static string? TargetOf(string path) => FileErrors.Translate(() => Directory.Exists(path) ? new DirectoryInfo(path).LinkTarget : new FileInfo(path).LinkTarget);

    // What an absolute target means in the folder; null where it is elsewhere.
    private static string? Within(string folder, string target)
    {
        string start = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, full = Path.GetFullPath(target);
        return full.StartsWith(start, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? full[start.Length..] : null;
    }

    private static ImageException Outside(string name) =>
        new(ImageErrorId.PathOutside, "a symbolic link leads out of the folder, and is not followed; a copy of the folder with what its links lead to (cp -rL) can be read", name);
}
