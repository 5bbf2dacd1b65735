using System.Runtime.Versioning;
using System.Text;
using PSLayers.Extraction.Unix;

namespace PSLayers.Overlays;

/// <summary>The overlayfs mounts of the system, as the kernel tells of them.</summary>
internal static class OverlayMounts
{
    /// <summary>The type that lists of mounts have.</summary>
    public const string Type = "overlay";

    private const string UpperOption = "upperdir=";

    /// <summary>Full paths of the upper folders that are mounted.</summary>
    public static HashSet<string> UpperFolders() =>
        OperatingSystem.IsLinux() ? MountTable.Read().Where(line => line.Type == Type).Select(UpperOf).OfType<string>().ToHashSet(StringComparer.Ordinal) : [];

    /// <summary>Full path of a mount's upper folder; null where it has none.</summary>
    [SupportedOSPlatform("linux")]
    public static string? UpperOf(MountLine line)
    {
        // The list escapes what could be taken for a sign; below that stands what overlayfs was given.
        string? option = line.Options.Split(',').FirstOrDefault(option => option.StartsWith(UpperOption, StringComparison.Ordinal));
        return option is null ? null : Unescape(MountTable.Plain(option[UpperOption.Length..]));
    }

    /// <summary>A path as an option of overlayfs has it (the kernel's fs/overlayfs/params.c): a comma ends an option, a colon a lower folder.</summary>
    public static string Escape(string path) => path
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Unescape(string option)
    {
        var text = new StringBuilder();
        for (int i = 0; i < option.Length; i++)
            text.Append(option[i] == '\\' && i + 1 < option.Length ? option[++i] : option[i]);
        return text.ToString();
    }
}
