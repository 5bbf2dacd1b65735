namespace PSLayers.TextDiff;

/// <summary>The lines of one text: where each is, and its number in the <see cref="LineTable"/>, the same for equal lines. A line is its bytes
/// with the line feed, so that a last line without one is another than the same with one.</summary>
internal sealed class TextLines
{
    private readonly byte[] _text;
    private readonly int[] _starts;

    public TextLines(byte[] text, LineTable table)
    {
        _text = text;
        Count = text.AsSpan().Count((byte)'\n') + (text.Length > 0 && text[^1] != '\n' ? 1 : 0);
        _starts = new int[Count + 1];
        Numbers = new int[Count];
        for (int line = 0, start = 0; line < Count; line++)
        {
            int feed = text.AsSpan(start).IndexOf((byte)'\n');
            int end = feed < 0 ? text.Length : start + feed + 1;
            Numbers[line] = table.NumberOf(text, start, end);
            _starts[line + 1] = start = end;
        }
    }

    /// <summary>Number of lines.</summary>
    public int Count { get; }

    /// <summary>The number of each line.</summary>
    public int[] Numbers { get; }

    /// <summary>Whether a line has no line feed: only the last one can be without.</summary>
    public bool IsUnfinished(int line) => _text[_starts[line + 1] - 1] != '\n';

    /// <summary>A line as text without its line feed; a carriage return before it stays.</summary>
    public string this[int line]
    {
        get
        {
            ReadOnlySpan<byte> bytes = _text.AsSpan(_starts[line].._starts[line + 1]);
            return LineText.Of(bytes[^1] == '\n' ? bytes[..^1] : bytes);
        }
    }
}
