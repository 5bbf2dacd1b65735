using System.Buffers;
using PSLayers.Errors;
using PSLayers.Text;

namespace PSLayers.Extraction;

/// <summary>Which names may be given to the operating system at all.</summary>
internal static class SafeName
{
    // Control characters too: Win32 takes none of them in a name.
    private static readonly SearchValues<char> WindowsForbidden =
        SearchValues.Create([.. Enumerable.Range(1, 31).Select(code => (char)code), '\\', ':', '*', '?', '"', '<', '>', '|']);

    // Devices that Win32 finds in every directory, whatever extension follows (learn.microsoft.com, "Naming Files, Paths, and Namespaces").
    private static readonly HashSet<string> WindowsDevices = new(
        ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. "0123456789\u00B9\u00B2\u00B3".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses a path that has a name of which <see cref="Check"/> thinks ill, or that is too deep.</summary>
    /// <param name="path">Names as <see cref="EntryName"/> shows them, with <c>/</c> between them; empty for the destination itself.</param>
    /// <param name="depth">How many names it may have.</param>
    /// <param name="onWindows">Whether the rules of Windows hold too.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>.</exception>
    public static void CheckPath(string path, int depth, bool onWindows)
    {
        if (path.Length == 0)
            return;
        ReadOnlySpan<char> rest = EntryName.Original(path);
        for (int level = 1; ; level++)
        {
            int slash = rest.IndexOf('/');
            Check(slash < 0 ? rest : rest[..slash], onWindows);
            if (level > depth)
                throw new ImageException(ImageErrorId.UnsafeName, $"it lies more than {depth} folders deep");
            if (slash < 0)
                return;
            rest = rest[(slash + 1)..];
        }
    }

    /// <summary>Refuses a path that is longer than the system takes where it goes.</summary>
    /// <param name="path">The path, as <see cref="CheckPath"/> takes it.</param>
    /// <param name="bytes">How many bytes it may have.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>.</exception>
    public static void CheckLength(string path, int bytes)
    {
        // No character of a path has more bytes than that.
        if (path.Length > bytes / 3 && EntryName.Encode(path).Length > bytes)
            throw new ImageException(ImageErrorId.UnsafeName, $"its path has more than {bytes} bytes, and with that of the destination in front the system would not find it");
    }

    /// <summary>Refuses a name that is none, or that means something other than an entry of its directory.</summary>
    /// <param name="name">One part of a path, as the image has it.</param>
    /// <param name="onWindows">Whether the rules of Windows hold too.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.UnsafeName"/>.</exception>
    public static void Check(ReadOnlySpan<char> name, bool onWindows)
    {
        string? reason = name switch
        {
            [] => "a part of its path is empty",
            "." or ".." => $"{name} is no name",
            _ when name.ContainsAny('/', '\0') => "a name has a slash or a NUL in it",
            _ when onWindows => WindowsReason(name),
            _ => null,
        };
        if (reason is not null)
            throw new ImageException(ImageErrorId.UnsafeName, reason);
    }

    /// <summary>Whether Windows allows a character in no name.</summary>
    public static bool IsWindowsForbidden(char c) => WindowsForbidden.Contains(c);

    /// <summary>Whether Windows takes a name for one of a device.</summary>
    public static bool IsWindowsDevice(ReadOnlySpan<char> name)
    {
        int dot = name.IndexOf('.');
        ReadOnlySpan<char> stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        return WindowsDevices.Contains(stem.ToString());
    }

    private static string? WindowsReason(ReadOnlySpan<char> name)
    {
        if (name.ContainsAny(WindowsForbidden))
            return $"Windows allows no name like {name}";
        if (name[^1] is '.' or ' ')
            return $"Windows drops the last character of {name}";
        return IsWindowsDevice(name) ? $"{name} is a device on Windows" : null;
    }
}
