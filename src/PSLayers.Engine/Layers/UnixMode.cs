namespace PSLayers.Layers;

/// <summary>Permission bits in the form of <c>ls -l</c>.</summary>
internal static class UnixMode
{
    /// <summary>The ten characters of a mode, for example <c>-rwsr-xr-x</c>.</summary>
    /// <param name="type">What the entry is: the first character.</param>
    /// <param name="mode">The lower twelve bits of st_mode.</param>
    public static string Format(EntryType type, int mode) => string.Create(10, (type, mode), static (text, entry) =>
    {
        text[0] = entry.type switch
        {
            EntryType.Directory => 'd',
            EntryType.SymbolicLink => 'l',
            EntryType.HardLink => 'h',
            EntryType.CharacterDevice => 'c',
            EntryType.BlockDevice => 'b',
            EntryType.Fifo => 'p',
            EntryType.Whiteout or EntryType.OpaqueWhiteout => 'w',
            EntryType.Other => '?',
            _ => '-',
        };
        for (int i = 0; i < 9; i++)
            text[i + 1] = (entry.mode & (0x100 >> i)) != 0 ? "rwx"[i % 3] : '-';
        SetSpecial(text, 3, entry.mode & 0x800, 's');
        SetSpecial(text, 6, entry.mode & 0x400, 's');
        SetSpecial(text, 9, entry.mode & 0x200, 't');
    });

    private static void SetSpecial(Span<char> text, int position, int bit, char mark)
    {
        if (bit != 0)
            text[position] = text[position] == 'x' ? mark : char.ToUpperInvariant(mark);
    }
}
