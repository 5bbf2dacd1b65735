using System.Management.Automation;
using PSLayers.Tar;

namespace PSLayers.Common;

/// <summary>Which entries of a layer are wanted: by type, and by wildcards of the whole path. Names in images differ by case.</summary>
internal sealed class EntryFilter(IReadOnlyCollection<string> paths, IReadOnlyCollection<EntryType> types)
{
    private readonly WildcardPattern[] _paths = [.. paths.Select(Pattern)];

    /// <summary>Takes every entry.</summary>
    public static EntryFilter Everything { get; } = new([], []);

    public bool Matches(LayerIndex layer, int row)
    {
        if (types.Count > 0 && !types.Contains(layer.Row(row).Type))
            return false;
        if (_paths.Length == 0)
            return true;
        string path = layer.Path(row);
        return Array.Exists(_paths, pattern => pattern.IsMatch(path));
    }

    // "etc/passwd" and "./etc/passwd" mean the same as "/etc/passwd": there is no current directory in an image.
    private static WildcardPattern Pattern(string path)
    {
        string relative = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        return WildcardPattern.Get(relative[0] is '/' or '*' or '?' or '[' ? relative : "/" + relative, WildcardOptions.None);
    }
}
