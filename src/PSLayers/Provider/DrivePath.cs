using System.Text;

namespace PSLayers.Provider;

/// <summary>Paths as the provider and PowerShell exchange them: <c>app:/etc/passwd</c>, with the drive's root in front.</summary>
/// <remarks>PowerShell takes both slashes for separators and a colon for the end of a drive's name, and completes names with control characters as
/// commands of their own; and some names have such characters. In a path they are given as look-alikes: <c>＼</c> for a backslash, <c>：</c> for a
/// colon, the pictures of control characters (<c>␊</c> for a line feed). A name that has one of those itself gets a <c>％</c> in front of it, so
/// that each name has a path of its own.</remarks>
internal static class DrivePath
{
    private const char Backslash = '\uFF3C';
    private const char Colon = '\uFF1A';
    private const char Escape = '\uFF05';
    private const char FirstPicture = '\u2400';
    private const char DeletePicture = '\u2421';

    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>What stands between the parts of paths that are given out.</summary>
    public static char Separator => Path.DirectorySeparatorChar;

    /// <summary>The parts of a path, without empty ones.</summary>
    public static string[] Split(string path) => path.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The first part of a path, which is a drive's root.</summary>
    public static string Root(string path) => path.IndexOfAny(Separators) is >= 0 and var end ? path[..end] : path;

    /// <summary>The last part of a path; the root where there is no more.</summary>
    public static string Leaf(string path)
    {
        string trimmed = path.TrimEnd(Separators);
        return trimmed[(trimmed.LastIndexOfAny(Separators) + 1)..];
    }

    /// <summary>The path of something in a folder.</summary>
    public static string Join(string folder, string part) => folder.TrimEnd(Separators) + Separator + part;

    /// <summary>A path without slashes at its end.</summary>
    public static string Trim(string path) => path.TrimEnd(Separators);

    /// <summary>What is in front of the last part of a path; empty where there is nothing.</summary>
    public static string Parent(string path)
    {
        string trimmed = path.TrimEnd(Separators);
        int separator = trimmed.LastIndexOfAny(Separators);
        return separator < 0 ? "" : trimmed[..separator];
    }

    /// <summary>Whether a path starts with the text of another without being below it.</summary>
    public static bool IsLookalikeBelow(string path, string? top)
    {
        string[] parts = Split(path);
        string[] above = Split(top ?? "");
        return above.Length > 0 && string.Join('/', parts).StartsWith(string.Join('/', above), StringComparison.OrdinalIgnoreCase)
            && !parts.AsSpan().StartsWith(above);
    }

    /// <summary>The way from one directory to a path that is not above it.</summary>
    public static string Relative(string path, string from)
    {
        string[] parts = Split(path);
        string[] above = Split(from);
        int common = parts.AsSpan().CommonPrefixLength(above);
        return string.Join(Separator, Enumerable.Repeat("..", above.Length - common).Concat(parts[common..]));
    }

    /// <summary>A name as a part of a path.</summary>
    public static string Part(string name)
    {
        if (!name.Any(c => StandIn(c) != c || IsStandIn(c)))
            return name;
        var part = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (IsStandIn(c))
                part.Append(Escape);
            part.Append(StandIn(c));
        }
        return part.ToString();
    }

    /// <summary>The name that a part of a path stands for, if the part was given out. What users type may also be the name itself.</summary>
    public static string Name(string part)
    {
        if (!part.Any(IsStandIn))
            return part;
        var name = new StringBuilder(part.Length);
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] == Escape && i + 1 < part.Length && IsStandIn(part[i + 1]))
                name.Append(part[++i]);
            else
                name.Append(Original(part[i]));
        }
        return name.ToString();
    }

    private static bool IsStandIn(char c) => c is Escape || Original(c) != c;

    private static char StandIn(char c) => c switch
    {
        '\\' => Backslash,
        ':' => Colon,
        < ' ' => (char)(FirstPicture + c),
        '\u007F' => DeletePicture,
        _ => c,
    };

    private static char Original(char c) => c switch
    {
        Backslash => '\\',
        Colon => ':',
        >= FirstPicture and < (char)(FirstPicture + ' ') => (char)(c - FirstPicture),
        DeletePicture => '\u007F',
        _ => c,
    };
}
