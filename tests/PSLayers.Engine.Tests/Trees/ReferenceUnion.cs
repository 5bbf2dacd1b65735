using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The union of layers as plainly as it can be said: a dictionary of paths that each layer changes in place. Slow and obvious.</summary>
internal sealed class ReferenceUnion
{
    private readonly SortedDictionary<string, Seen> _paths = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _resolved = new(StringComparer.Ordinal);
    private int _layer = -1;

    /// <summary>What is seen at a path: the layer and the row of its entry, its type, its link target.</summary>
    internal sealed record Seen(int Layer, int Row, char Type, string? Link);

    /// <summary>The paths that have an entry, and the directories that are there only because something is below them.</summary>
    public Dictionary<string, Seen?> View()
    {
        var view = _paths.ToDictionary(pair => pair.Key, pair => (Seen?)pair.Value, StringComparer.Ordinal);
        foreach (string path in _paths.Keys)
        {
            for (string parent = ParentOf(path); parent.Length > 0; parent = ParentOf(parent))
                view.TryAdd(parent, null);
        }
        return view;
    }

    public void Apply(IReadOnlyList<TarEntrySpec> entries)
    {
        _layer++;
        _resolved.Clear();
        var rows = entries.Select((entry, row) => (Path: entry.Path.TrimEnd('/'), Type: (char)entry.TypeFlag, Link: entry.Target, Row: row)).ToList();
        foreach (var (path, _, _, _) in rows.Where(row => NameOf(row.Path).StartsWith(".wh.", StringComparison.Ordinal)))
        {
            string directory = Resolve(ParentOf(path));
            string name = NameOf(path);
            if (name == ".wh..wh..opq")
                RemoveBelow(directory, lower: true);
            else
                Remove(Join(directory, name[4..]));
        }
        _resolved.Clear();
        var own = new Dictionary<string, Seen>(StringComparer.Ordinal);
        foreach (bool leads in new[] { true, false })
        {
            foreach (var row in rows.Where(row => !leads && row.Type is not ('5' or '2') && !NameOf(row.Path).StartsWith(".wh.", StringComparison.Ordinal)))
                Resolve(ParentOf(row.Path));
            foreach (var (path, type, link, row) in rows)
            {
                if (NameOf(path).StartsWith(".wh.", StringComparison.Ordinal) || (type is '5' or '2') != leads)
                    continue;
                string at = Join(Resolve(ParentOf(path)), NameOf(path));
                if (own.TryGetValue(at, out Seen? before) && before.Row > row)
                    continue;
                own[at] = new Seen(_layer, row, type, link);
                _paths[at] = own[at];
            }
        }
        foreach ((string path, Seen seen) in own)
        {
            for (string parent = ParentOf(path); parent.Length > 0; parent = ParentOf(parent))
            {
                if (_paths.TryGetValue(parent, out Seen? above) && above.Type != '5' && above.Layer < _layer)
                    _paths.Remove(parent);
            }
        }
        foreach ((string path, Seen seen) in own.Where(pair => pair.Value.Type != '5'))
            RemoveBelow(path, lower: false);
    }

    private void Remove(string path)
    {
        _paths.Remove(path);
        RemoveBelow(path, lower: true);
    }

    private void RemoveBelow(string directory, bool lower)
    {
        string prefix = directory.Length == 0 ? "" : directory + "/";
        foreach (string path in _paths.Keys.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).ToList())
        {
            if (!lower || _paths[path].Layer < _layer)
                _paths.Remove(path);
        }
    }

    // Where a directory of a layer leads is decided once, however many of the layer's entries are in it.
    private string Resolve(string path) => _resolved.TryGetValue(path, out string? known) ? known : _resolved[path] = Follow(path) ?? path;

    private string? Follow(string path)
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
            if (_paths.TryGetValue(here, out Seen? seen) && seen.Type == '2')
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
}
