using System.Globalization;
using System.Text;

namespace PSLayers.Errors;

/// <summary>Text from an image as people may safely read it. Views use it, and so do messages, which quote what an archive says.</summary>
internal static class VisibleText
{
    /// <summary>The text with everything made visible that could steer a terminal or mislead a reader: control characters, marks of writing
    /// direction, invisible format characters, and bytes that are no text.</summary>
    public static string Of(string? text)
    {
        if (text is null)
            return "";
        int first = 0;
        while (first < text.Length && !IsSuspect(text[first]))
            first++;
        if (first == text.Length)
            return text;
        var visible = new StringBuilder(text, 0, first, text.Length + 16);
        for (int i = first; i < text.Length; i++)
        {
            char c = text[i];
            if (!IsSuspect(c))
                visible.Append(c);
            else if (!char.IsSurrogatePair(text, i))
                visible.Append(Escape(c));
            else if (CharUnicodeInfo.GetUnicodeCategory(text, i) == UnicodeCategory.Format)
                visible.Append(CultureInfo.InvariantCulture, $"\\u{{{char.ConvertToUtf32(text, i++):X}}}");
            else
                visible.Append(c).Append(text[++i]);
        }
        return visible.ToString();
    }

    // A byte of a name that is not UTF-8 is the character U+DC00 + byte.
    private static string Escape(char c) => c switch
    {
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        < '\u0100' => $"\\x{(int)c:X2}",
        >= '\uDC80' and <= '\uDCFF' => $"\\x{c - 0xDC00:X2}",
        _ => $"\\u{(int)c:X4}",
    };

    private static bool IsSuspect(char c) => c < ' ' || (c >= '\u007F' && (c <= '\u009F' || char.IsSurrogate(c)
        || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
