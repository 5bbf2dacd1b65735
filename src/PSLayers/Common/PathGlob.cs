using System.Management.Automation;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Common;

/// <summary>A path of an image with wildcards. As in a shell they stand for characters of one name, never for a slash; links to directories
/// are followed.</summary>
internal sealed class PathGlob(string path, LayeredImage image)
{
    /// <summary>Whether there is anything in it to expand.</summary>
    public bool HasWildcards { get; } = WildcardPattern.ContainsWildcardCharacters(path) || path.Contains('`', StringComparison.Ordinal);

    /// <summary>Whether a view has a path as it stands, be it a link that leads nowhere.</summary>
    public bool IsThere(TreeView view, string literal) => Find(view, literal, followLast: false) is not null;

    /// <summary>The paths that a view has, in the order of their names.</summary>
    public IReadOnlyList<string> Matches(TreeView view)
    {
        List<string> found = [""];
        foreach (string part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            found = WildcardPattern.ContainsWildcardCharacters(part)
                ? [.. found.SelectMany(directory => Matches(view, directory, part))]
                : [.. found.Select(directory => $"{directory}/{WildcardPattern.Unescape(part)}")];
        }
        string end = path.EndsWith("/.", StringComparison.Ordinal) ? "" : path.EndsWith('/') ? "/" : "";
        return [.. found.Where(match => IsThere(view, match)).Select(match => match + end)];
    }

    private IEnumerable<string> Matches(TreeView view, string directory, string part)
    {
        if (Find(view, directory, followLast: true) is not { } node || !view.IsDirectory(node))
            yield break;
        bool isWindows = string.Equals(image.Image.Os, "windows", StringComparison.OrdinalIgnoreCase);
        var pattern = WildcardPattern.Get(part, isWindows ? WildcardOptions.IgnoreCase : WildcardOptions.None);
        foreach (ViewNode child in view.Children(node))
        {
            string name = EntryName.Decode(view.Tree.Name(child.Node));
            if (pattern.IsMatch(name))
                yield return $"{directory}/{name}";
        }
    }

    private ViewNode? Find(TreeView view, string literal, bool followLast) =>
        LinkResolver.Find(view, EntryName.Encode(literal), followLast, image.Limits, out _);
}
