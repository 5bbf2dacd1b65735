using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace PSLayers.Sources.Json;

/// <summary>Documents as Go's programs read them, which write and run them: bytes that are no UTF-8, and halves of surrogates, are U+FFFD each.
/// The readers here would give up a whole document for one of them.</summary>
internal static class JsonText
{
    private const int EscapeLength = 6;

    private static ReadOnlySpan<byte> Replacement => "\\ufffd"u8;

    /// <summary>A document without the mark that some editors put in front of UTF-8, and with nothing in it that is no text.</summary>
    public static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json)
    {
        json = WithoutMark(json);
        if (!Utf8.IsValid(json))
            json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json));
        return FirstHalf(json) < 0 ? json : Mended(json);
    }

    /// <summary>A document without the mark that some editors put in front of UTF-8.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> json) => json.StartsWith("\uFEFF"u8) ? json[3..] : json;

    private static byte[] Mended(ReadOnlySpan<byte> json)
    {
        byte[] mended = json.ToArray();
        for (int at = 0, next; (next = FirstHalf(mended.AsSpan(at))) >= 0; at += next + EscapeLength)
            Replacement.CopyTo(mended.AsSpan(at + next));
        return mended;
    }

    // Where the first escape is that stands for half a surrogate without its other half; -1 where there is none.
    private static int FirstHalf(ReadOnlySpan<byte> json)
    {
        for (int at = 0, found; (found = json[at..].IndexOf((byte)'\\')) >= 0;)
        {
            at += found;
            int value = Escaped(json[at..]);
            if (char.IsHighSurrogate((char)value) && char.IsLowSurrogate((char)Escaped(json[(at + EscapeLength)..])))
                at += 2 * EscapeLength;
            else if (char.IsSurrogate((char)value))
                return at;
            else
                at = Math.Min(at + 2, json.Length);
        }
        return -1;
    }

    // What an escape of four digits stands for; 0 for anything else.
    private static int Escaped(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text.StartsWith("\\u"u8) && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort value) ? value : 0;
}
