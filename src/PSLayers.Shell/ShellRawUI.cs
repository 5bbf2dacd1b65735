using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Management.Automation.Internal;
using System.Text;

namespace PSLayers.Shell;

/// <summary>The terminal's size and how wide text is on it; what needs a screen buffer is not supported.</summary>
internal sealed class ShellRawUI(Terminal terminal) : PSHostRawUserInterface
{
    // High enough that nothing is ever cut or paged by it.
    private const int Rows = 9999;

    // What a terminal starts with is no colour of the sixteen; the engine asks for these where the user named none.
    private const ConsoleColor TerminalsOwn = (ConsoleColor)(-1);

    public override ConsoleColor ForegroundColor { get; set; } = TerminalsOwn;

    public override ConsoleColor BackgroundColor { get; set; } = TerminalsOwn;

    public override Coordinates CursorPosition { get; set; }

    public override Coordinates WindowPosition { get; set; }

    public override int CursorSize { get; set; } = 25;

    public override string WindowTitle { get; set; } = "PSLayers.Shell";

    public override bool KeyAvailable => terminal.IsInteractive && Console.KeyAvailable;

    public override Size BufferSize
    {
        get => new(terminal.Width(), Rows);
        set => throw NoScreen();
    }

    public override Size WindowSize
    {
        get => BufferSize;
        set => throw NoScreen();
    }

    public override Size MaxWindowSize => BufferSize;

    public override Size MaxPhysicalWindowSize => BufferSize;

    public override int LengthInBufferCells(char source) => Cells(new Rune(char.IsSurrogate(source) ? '?' : source));

    public override int LengthInBufferCells(string source) => LengthInBufferCells(source, 0);

    public override int LengthInBufferCells(string source, int offset)
    {
        string text = new StringDecorated(source[offset..]).ToString(OutputRendering.PlainText);
        int cells = 0;
        foreach (Rune rune in text.EnumerateRunes())
            cells += Cells(rune);
        return cells;
    }

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (!terminal.IsInteractive)
            throw NoScreen();
        ConsoleKeyInfo key = Console.ReadKey(options.HasFlag(ReadKeyOptions.NoEcho));
        return new KeyInfo((int)key.Key, key.KeyChar, default, keyDown: true);
    }

    public override void FlushInputBuffer()
    {
    }

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NoScreen();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NoScreen();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NoScreen();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NoScreen();

    private static PSNotSupportedException NoScreen() => new("This shell writes lines; it has no screen to place them on.");

    /// <summary>East Asian letters and emoji take two cells, combining marks none.</summary>
    private static int Cells(Rune rune) => rune.Value switch
    {
        < 0x300 => 1,
        >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF => 2,
        >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0xFFE0 and <= 0xFFE6 => 2,
        >= 0x1F300 and <= 0x1F64F or >= 0x1F900 and <= 0x1F9FF or >= 0x20000 and <= 0x3FFFD => 2,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark ? 0 : 1,
    };
}
