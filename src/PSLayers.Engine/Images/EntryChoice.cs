using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Images;

/// <summary>Which entries of a layer are wanted: by type, and by paths and patterns of paths.</summary>
/// <param name="texts">The paths and patterns; none for every path.</param>
/// <param name="types">The types; none for every type.</param>
/// <param name="ignoresCase">Whether names that differ by case only are one name, as on Windows.</param>
internal sealed class EntryChoice(IReadOnlyList<string> texts, IReadOnlyCollection<EntryType> types, bool ignoresCase)
{
    /// <summary>The wanted rows of a layer, in the order of its tar.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public IEnumerable<int> Rows(LayerIndex layer, CancellationToken cancellation = default)
    {
        PathPattern[] patterns = [.. texts.Select(text => Read(layer, text, cancellation))];
        var places = new ulong?[patterns.Length, layer.DirectoryCount];
        for (int row = 0; row < layer.Count; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if ((types.Count == 0 || types.Contains(layer.Row(row).Type)) && (patterns.Length == 0 || Matches(layer, row, patterns, places)))
                yield return row;
        }
    }

    private static bool Matches(LayerIndex layer, int row, PathPattern[] patterns, ulong?[,] places)
    {
        for (int i = 0; i < patterns.Length; i++)
        {
            if (patterns[i].Literal is not null ? patterns[i].Matches(layer.Path(row)) : Matches(layer, row, patterns[i], ref places[i, layer.Row(row).Directory]))
                return true;
        }
        return false;
    }

    // What a directory's path leads to in the pattern is found once for all entries in it.
    private static bool Matches(LayerIndex layer, int row, PathPattern pattern, ref ulong? places)
    {
        places ??= Places(EntryName.Decode(layer.DirectoryPath(layer.Row(row).Directory)), pattern);
        return pattern.GoesOn(places.Value) && layer.Leaf(row) is { IsEmpty: false } leaf
            && pattern.IsMatch(pattern.Step(places.Value, EntryName.Decode(leaf), out _));
    }

    private static ulong Places(string directory, PathPattern pattern)
    {
        ulong places = pattern.Start;
        foreach (string name in directory.Split('/', StringSplitOptions.RemoveEmptyEntries))
            places = pattern.Step(places, name, out _);
        return places;
    }

    // A path is tried as it stands first.
    private PathPattern Read(LayerIndex layer, string text, CancellationToken cancellation)
    {
        if (PathPattern.MayBePattern(text))
        {
            PathPattern literal = PathPattern.AsItStands(text, ignoresCase);
            for (int row = 0; row < layer.Count; row++)
            {
                cancellation.ThrowIfCancellationRequested();
                if (literal.Matches(layer.Path(row)))
                    return literal;
            }
        }
        return new PathPattern(text, ignoresCase);
    }
}
