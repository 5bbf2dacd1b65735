using PSLayers.Layers;

namespace PSLayers.Policy.Expressions;

/// <summary>Types and permissions as Go writes them (fs.FileMode.String): not quite as <c>ls -l</c> does.</summary>
internal static class GoFileMode
{
    /// <summary>Writes a mode, for example <c>-rw-r--r--</c>, <c>urwxr-xr-x</c> for a setuid file, <c>dtrwxrwxrwx</c> for a sticky directory.</summary>
    /// <param name="type">What it is; of a hard link, what it is a further name of.</param>
    /// <param name="mode">The lower twelve bits of st_mode.</param>
    public static string Format(EntryType type, int mode)
    {
        string marks = string.Concat(
            type == EntryType.Directory ? "d" : "",
            type == EntryType.SymbolicLink ? "L" : "",
            type is EntryType.CharacterDevice or EntryType.BlockDevice ? "D" : "",
            type == EntryType.Fifo ? "p" : "",
            (mode & 0x800) != 0 ? "u" : "",
            (mode & 0x400) != 0 ? "g" : "",
            type == EntryType.CharacterDevice ? "c" : "",
            (mode & 0x200) != 0 ? "t" : "");
        return (marks.Length == 0 ? "-" : marks) + string.Concat(Enumerable.Range(0, 9).Select(i => (mode & (0x100 >> i)) != 0 ? "rwx"[i % 3] : '-'));
    }
}
