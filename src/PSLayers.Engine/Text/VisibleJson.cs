using System.Globalization;
using System.Text;

namespace PSLayers.Text;

/// <summary>A JSON document as text that is safe to show, and still the same document.</summary>
internal static class VisibleJson
{
    /// <summary>The document; characters that are not safe stand as JSON's own escapes, which mean the same.</summary>
    /// <param name="json">The document as stored; one that can be read.</param>
    public static string Of(ReadOnlySpan<byte> json)
    {
        string text = Encoding.UTF8.GetString(json.StartsWith("\uFEFF"u8) ? json[3..] : json);
        if (VisibleText.Prose(text) == text)
            return text;
        var visible = new StringBuilder(text.Length + 64);
        foreach (Rune rune in text.EnumerateRunes())
        {
            // Outside of strings JSON has no controls but those that part lines and words.
            if (rune.Value == '\r')
                visible.Append(' ');
            else if (rune.Value is '\n' or '\t' || !VisibleText.IsUnsafe(rune))
                visible.Append(rune.ToString());
            else
            {
                foreach (char unit in rune.ToString())
                    visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
            }
        }
        return visible.ToString();
    }
}
