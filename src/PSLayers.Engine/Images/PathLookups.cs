namespace PSLayers.Images;

/// <summary>Paths without wildcards that were looked for in several layers. A layer that lacks one is no news; that all of them do is.</summary>
internal sealed class PathLookups
{
    private readonly Dictionary<string, bool> _paths = new(StringComparer.Ordinal);

    /// <summary>The paths that no layer had.</summary>
    public IEnumerable<string> Missing => _paths.Where(path => !path.Value).Select(path => path.Key);

    /// <summary>Notes that a path is looked for in a further layer.</summary>
    public void Ask(string path) => _paths.TryAdd(path, false);

    /// <summary>Notes that a layer has it.</summary>
    public void Find(string path) => _paths[path] = true;
}
