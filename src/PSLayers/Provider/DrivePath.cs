using System.Text;

namespace PSLayers.Provider;

/// <summary>Paths as the provider and PowerShell exchange them: <c>app:/etc/passwd</c>, with the drive's root in front.</summary>
/// <remarks>PowerShell takes both slashes for separators and a colon for the end of a drive's name, and some names have such characters. In a path
/// they are given as their full-width forms: <c>＼</c> for a backslash, <c>：</c> for a colon. A name that has one of those itself gets a <c>％</c>
/// in front of it, so that each name has a path of its own.</remarks>
internal static class DrivePath
{
    private const char Backslash = '\uFF3C';
    private const char Colon = '\uFF1A';
    private const char Escape = '\uFF05';

    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>What stands between the parts of paths that are given out.</summary>
    public static char Separator => Path.DirectorySeparatorChar;

    /// <summary>The parts of a path, without empty ones.</summary>
    public static string[] Split(string path) => path.Split(Separators, StringSplitOptions.RemoveEmptyEntries);

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

    /// <summary>A name as a part of a path.</summary>
    public static string Part(string name)
    {
        if (name.AsSpan().IndexOfAny("\\:\uFF3C\uFF1A\uFF05") < 0)
            return name;
        var part = new StringBuilder(name.Length + 4);
        foreach (char c in name)
        {
            if (c is Backslash or Colon or Escape)
                part.Append(Escape);
            part.Append(c switch { '\\' => Backslash, ':' => Colon, _ => c });
        }
        return part.ToString();
    }

    /// <summary>The name that a part of a path stands for, if the part was given out. What users type may also be the name itself.</summary>
    public static string Name(string part)
    {
        if (part.AsSpan().IndexOfAny(Backslash, Colon, Escape) < 0)
            return part;
        var name = new StringBuilder(part.Length);
        for (int i = 0; i < part.Length; i++)
        {
            if (part[i] == Escape && i + 1 < part.Length && part[i + 1] is (Backslash or Colon or Escape))
                name.Append(part[++i]);
            else
                name.Append(part[i] switch { Backslash => '\\', Colon => ':', char c => c });
        }
        return name.ToString();
    }
}
