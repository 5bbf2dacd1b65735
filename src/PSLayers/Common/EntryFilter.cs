using PSLayers.Layers;

namespace PSLayers.Common;

/// <summary>Which entries of a layer are wanted: by type, and by paths or wildcards of the whole path. Names in images differ by case.</summary>
internal sealed class EntryFilter(IReadOnlyCollection<string> paths, IReadOnlyCollection<EntryType> types)
{
    private readonly ImagePathFilter[] _paths = [.. paths.Select(path => new ImagePathFilter(path, ignoresCase: false))];

    /// <summary>Takes every entry.</summary>
    public static EntryFilter Everything { get; } = new([], []);

    public bool Matches(LayerIndex layer, int row)
    {
        if (types.Count > 0 && !types.Contains(layer.Row(row).Type))
            return false;
        if (_paths.Length == 0)
            return true;
        string path = layer.Path(row);
        return Array.Exists(_paths, filter => filter.Matches(path, recurse: false));
    }
}
