namespace PSLayers.Provider;

/// <summary>Paths that somebody typed. A part may be the name itself, though characters of it stand for others in paths that are given out; or it
/// ends where PowerShell took a backslash of the name for a separator.</summary>
internal static class TypedPath
{
    /// <summary>The path as it would be given out.</summary>
    /// <param name="path">The directory that it starts from.</param>
    /// <param name="parts">The parts as they were typed.</param>
    /// <param name="isThere">Whether there is something at a path.</param>
    /// <returns>The path; null where nothing is there.</returns>
    public static string? Find(string path, ReadOnlySpan<string> parts, Func<string, bool> isThere)
    {
        bool isFound = true;
        string name = "";
        foreach (string part in parts)
        {
            name = isFound ? part : $"{name}\\{part}";
            string given = $"{path}/{name}", typed = $"{path}/{DrivePath.Typed(name)}";
            string right = isThere(given) ? given : typed;
            isFound = ReferenceEquals(right, given) || isThere(typed);
            path = isFound ? right : path;
        }
        return isFound ? path : null;
    }
}
