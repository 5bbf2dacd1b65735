using System.Text;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>Paths as the provider and PowerShell exchange them: <c>app:/etc/passwd</c>, with the drive's root in front.</summary>
/// <remarks>PowerShell takes both slashes for separators and a colon for the end of a drive's name; and some names have such characters. They
/// stand there as <c>＼</c> and <c>：</c>, which mean the same in every other place that takes the name of a file.</remarks>
internal static class DrivePath
{
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
    public static string Part(string name) => name.Replace('\\', EntryName.Backslash).Replace(':', EntryName.Colon);

    /// <summary>A path of a drive as it is given out, whatever somebody typed.</summary>
    public static string Visible(string path) =>
        string.Join(Separator, Split(path).Select((part, i) => i == 0 ? part : Part(EntryName.Decode(EntryName.Encode(part)))));

    /// <summary>A part of a path that somebody typed as the name itself, though characters of it stand for others in paths that are given out.</summary>
    public static string Typed(string part) => EntryName.Decode(Encoding.UTF8.GetBytes(part));
}
