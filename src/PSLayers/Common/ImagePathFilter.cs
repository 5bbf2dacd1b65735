using System.Management.Automation;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Common;

/// <summary>One path of an image as a user writes it: a literal one is looked up, one with wildcards is searched for. There is no current
/// directory in an image, so <c>etc/passwd</c> means <c>/etc/passwd</c>; names differ by case, but not in images for Windows.</summary>
internal sealed class ImagePathFilter
{
    private readonly WildcardPattern? _pattern;
    private readonly string _path;
    private readonly StringComparison _comparison;

    public ImagePathFilter(string path, bool ignoresCase)
    {
        string text = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        _comparison = ignoresCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        IsLiteral = !WildcardPattern.ContainsWildcardCharacters(text);
        if (IsLiteral)
        {
            _path = "/" + WildcardPattern.Unescape(text).Trim('/');
            return;
        }
        text = text.Length > 1 ? text.TrimEnd('/') : text;
        text = text[0] is '/' or '*' or '?' or '[' ? text : "/" + text;
        _pattern = WildcardPattern.Get(text, ignoresCase ? WildcardOptions.IgnoreCase : WildcardOptions.None);
        _path = text[..(text[..text.IndexOfAny(['*', '?', '[', '`'])].LastIndexOf('/') + 1)];
    }

    /// <summary>Whether the path has no wildcards.</summary>
    public bool IsLiteral { get; }

    /// <summary>What the path names in a view; with wildcards, the deepest directory that all matches are below.</summary>
    public ViewNode? Start(TreeView view, string root, ReadLimits limits, out ImageErrorId failure) =>
        LinkResolver.Find(view, EntryName.Encode($"{root}{_path}"), followLast: !IsLiteral, limits, out failure);

    /// <summary>Whether a path is meant: with wildcards one that is like this, else this one and, when <paramref name="recurse"/>, those below.</summary>
    public bool Matches(string path, bool recurse)
    {
        for (string? at = path; at is not null; at = recurse && at.Length > 1 ? Parent(at) : null)
        {
            if (_pattern?.IsMatch(at) ?? string.Equals(at, _path, _comparison))
                return true;
        }
        return false;
    }

    /// <summary>The path as it is looked up, or what all matches are below.</summary>
    public override string ToString() => _path;

    private static string Parent(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";
}
