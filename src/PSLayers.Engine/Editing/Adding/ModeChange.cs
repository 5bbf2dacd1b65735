using PSLayers.Errors;

namespace PSLayers.Editing.Adding;

/// <summary>Other permissions for files, as <c>chmod</c> and <c>COPY --chmod</c> take them: <c>0644</c>, or <c>u=rwX,go=rX</c>, where X is the right to
/// execute for directories and for files that somebody may execute (POSIX, chmod).</summary>
internal sealed class ModeChange
{
    private const int ReadBits = 0b100_100_100, WriteBits = 0b010_010_010, ExecuteBits = 0b001_001_001;
    private const int SetUid = 0x800, SetGid = 0x400, Sticky = 0x200;
    private const int All = 0xFFF;

    private readonly List<Func<int, bool, int>> _steps = [];

    /// <summary>Reads a mode.</summary>
    /// <exception cref="ImageException"><see cref="ImageErrorId.ValueIgnored"/>: it is none.</exception>
    public static ModeChange Parse(string text)
    {
        var change = new ModeChange();
        if (text.Length is > 0 and <= 5 && !text.AsSpan().ContainsAnyExceptInRange('0', '7') && Convert.ToInt32(text, 8) is <= All and var mode)
            change._steps.Add((_, _) => mode);
        else
        {
            foreach (string clause in text.Split(','))
                change.AddClause(clause, text);
        }
        return change;
    }

    /// <summary>The mode that comes of another.</summary>
    public int Of(int mode, bool isDirectory)
    {
        foreach (Func<int, bool, int> step in _steps)
            mode = step(mode, isDirectory);
        return mode;
    }

    private void AddClause(string clause, string text)
    {
        int at = 0;
        int who = 0;
        for (; at < clause.Length && WhoOf(clause[at]) is > 0 and var bits; at++)
            who |= bits;
        who = who == 0 ? All : who;
        if (at == clause.Length)
            throw NoMode(text);
        while (at < clause.Length)
        {
            char operation = clause[at++];
            if (operation is not ('=' or '+' or '-'))
                throw NoMode(text);
            int start = at;
            while (at < clause.Length && clause[at] is not ('=' or '+' or '-'))
                at++;
            Add(who, operation, clause[start..at], text);
        }
    }

    private void Add(int who, char operation, string rights, string text)
    {
        int bits = 0;
        bool isMaybe = false;
        foreach (char right in rights)
        {
            bits |= right switch
            {
                'r' => ReadBits,
                'w' => WriteBits,
                'x' => ExecuteBits,
                's' => SetUid | SetGid,
                't' => Sticky,
                'X' => 0,
                _ => throw NoMode(text),
            };
            isMaybe |= right == 'X';
        }
        _steps.Add((mode, isDirectory) =>
        {
            int given = (bits | (isMaybe && (isDirectory || (mode & ExecuteBits) != 0) ? ExecuteBits : 0)) & who;
            return operation switch { '+' => mode | given, '-' => mode & ~given, _ => (mode & ~who) | given };
        });
    }

    private static int WhoOf(char who) => who switch
    {
        'u' => 0b111_000_000 | SetUid,
        'g' => 0b000_111_000 | SetGid,
        'o' => 0b000_000_111 | Sticky,
        'a' => All,
        _ => 0,
    };

    private static ImageException NoMode(string text) => new(ImageErrorId.ValueIgnored, $"'{text}' is no mode; one is written as 0644 or as u=rwX,go=rX");
}
