using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The union of layers as plainly as it can be said: a dictionary of paths that each layer changes in place. Slow and obvious.</summary>
internal sealed class ReferenceUnion
{
    private readonly SortedDictionary<string, Seen> _paths = new(StringComparer.Ordinal);
    private int _layer = -1;

    /// <summary>What is seen at a path: the layer and the row of its entry (-1 for a directory that is there because of what is in it),
    /// its type, its link target.</summary>
    internal sealed record Seen(int Layer, int Row, char Type, string? Link);

    public IReadOnlyDictionary<string, Seen> View() => new Dictionary<string, Seen>(_paths, StringComparer.Ordinal);

    public void Apply(IReadOnlyList<TarEntrySpec> entries)
    {
        _layer++;
        var rows = entries.Select((entry, row) => new Row(entry.Path.TrimEnd('/'), (char)entry.TypeFlag, entry.Target, row)).ToList();

        Remove(rows);
        var own = new Dictionary<string, Seen>(StringComparer.Ordinal);
        foreach (Row row in rows.Where(row => !row.IsWhiteout))
            Put(row, own);

        // What is no directory has nothing below it.
        foreach ((string path, Seen seen) in own.Where(pair => pair.Value.Type != '5').ToList())
            Clear(path, own);
    }

    // All whiteouts look at the layers below as they were, so what they name is found before anything goes.
    private void Remove(List<Row> rows)
    {
        var ownDirectories = rows.Where(row => row.Type == '5').Select(row => row.Path).ToHashSet(StringComparer.Ordinal);
        var whole = new List<string>();
        var content = new List<string>();
        foreach (Row row in rows.Where(row => row.IsWhiteout))
        {
            string directory = Resolve(ParentOf(row.Path), ownDirectories);
            (NameOf(row.Path) == ".wh..wh..opq" ? content : whole).Add(NameOf(row.Path) == ".wh..wh..opq" ? directory : Join(directory, NameOf(row.Path)[4..]));
        }
        foreach (string path in whole)
            _paths.Remove(path);
        foreach (string path in whole.Concat(content))
            RemoveBelow(path, lowerOnly: true);
    }

    // As it is unpacked: an entry takes the place of what was there, and only of two directories the content is joined.
    private void Put(Row row, Dictionary<string, Seen> own)
    {
        string directory = Resolve(ParentOf(row.Path));
        MakeDirectories(directory, own);
        string path = Join(directory, NameOf(row.Path));
        if (row.Type != '5' || (own.TryGetValue(path, out Seen? before) && before.Type != '5'))
            Clear(path, own);
        own[path] = _paths[path] = new Seen(_layer, row.Number, row.Type, row.Link);
    }

    private void Clear(string path, Dictionary<string, Seen> own)
    {
        RemoveBelow(path, lowerOnly: false);
        foreach (string below in own.Keys.Where(below => below.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
            own.Remove(below);
    }

    private void MakeDirectories(string directory, Dictionary<string, Seen> own)
    {
        for (; directory.Length > 0; directory = ParentOf(directory))
        {
            bool isThere = _paths.TryGetValue(directory, out Seen? seen) && seen.Type == '5' && IsReachable(directory);
            if (!isThere && !own.ContainsKey(directory))
                own[directory] = _paths[directory] = new Seen(_layer, -1, '5', null);
        }
    }

    // A directory of a lower layer below something that is now no directory is gone, though it has not been taken away yet.
    private bool IsReachable(string path)
    {
        int layer = _paths[path].Layer;
        for (path = ParentOf(path); path.Length > 0; path = ParentOf(path))
        {
            if (_paths.TryGetValue(path, out Seen? seen) && seen.Type != '5' && seen.Layer >= layer)
                return false;
        }
        return true;
    }

    private void RemoveBelow(string directory, bool lowerOnly)
    {
        string prefix = directory.Length == 0 ? "" : directory + "/";
        foreach (string path in _paths.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            if (!lowerOnly || _paths[path].Layer < _layer)
                _paths.Remove(path);
        }
    }

    private string Resolve(string path, HashSet<string>? asTheyAre = null) => Follow(path, asTheyAre) ?? path;

    private string? Follow(string path, HashSet<string>? asTheyAre)
    {
        var rest = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var at = new List<string>();
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                if (at.Count > 0)
                    at.RemoveAt(at.Count - 1);
                continue;
            }
            string here = Join(string.Join('/', at), part);
            if (_paths.TryGetValue(here, out Seen? seen) && seen.Type == '2' && IsReachable(here) && asTheyAre?.Contains(here) != true)
            {
                if (links++ == 40)
                    return null;
                if (seen.Link!.StartsWith('/'))
                    at.Clear();
                foreach (string target in seen.Link.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse())
                    rest.Push(target);
                continue;
            }
            at.Add(part);
        }
        return string.Join('/', at);
    }

    private static string Join(string directory, string name) => directory.Length == 0 ? name : $"{directory}/{name}";

    private static string ParentOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "";

    private static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];

    private sealed record Row(string Path, char Type, string? Link, int Number)
    {
        public bool IsWhiteout => NameOf(Path).StartsWith(".wh.", StringComparison.Ordinal);
    }
}
