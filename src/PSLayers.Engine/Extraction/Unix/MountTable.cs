using System.Runtime.Versioning;
using System.Text;

namespace PSLayers.Extraction.Unix;

/// <summary>What is mounted, as the kernel tells (proc(5), /proc/PID/mountinfo).</summary>
[SupportedOSPlatform("linux")]
internal static class MountTable
{
    private const string TablePath = "/proc/self/mountinfo";

    /// <summary>The mounts that this process sees.</summary>
    public static IReadOnlyList<MountLine> Read()
    {
        var mounts = new List<MountLine>();
        foreach (string line in File.ReadLines(TablePath))
        {
            // Optional fields stand before a dash of their own.
            string[] fields = line.Split(' ');
            int dash = Array.IndexOf(fields, "-");
            if (dash > 5 && dash + 2 < fields.Length)
                mounts.Add(new MountLine(Plain(fields[4]), fields[dash + 1], Plain(fields[dash + 2]), dash + 3 < fields.Length ? fields[dash + 3] : ""));
        }
        return mounts;
    }

    /// <summary>A field as it was: spaces, tabs, line feeds, backslashes and what else could be taken for a sign stand as three octal digits of their byte.</summary>
    public static string Plain(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
            return field;
        var text = new StringBuilder();
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length && field.AsSpan(i + 1, 3).ContainsAnyExceptInRange('0', '7') == false)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
                text.Append(field[i]);
        }
        return text.ToString();
    }
}

/// <summary>One mount.</summary>
/// <param name="Target">The folder that it is on.</param>
/// <param name="Type">Name of the file system.</param>
/// <param name="Source">What is mounted, as whoever mounted it wrote it.</param>
/// <param name="Options">The file system's own options, as they stand.</param>
internal sealed record MountLine(string Target, string Type, string Source, string Options);
