using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PSLayers.Layers;

/// <summary>Names are bytes in a tar and text in .NET. What is UTF-8 becomes that text; each byte that is not becomes the lone surrogate
/// U+DC00 + byte (U+DC80 to U+DCFF), so that different names stay different and every name can be turned back.</summary>
internal static class EntryName
{
    private const int FirstEscape = 0xDC00;

    /// <summary>The name as text.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (Ascii.IsValid(name) || Utf8.IsValid(name))
            return Encoding.UTF8.GetString(name);

        var text = new StringBuilder(name.Length);
        while (name.Length > 0)
        {
            if (Rune.DecodeFromUtf8(name, out Rune rune, out int length) == OperationStatus.Done)
                text.Append(rune.ToString());
            else
            {
                for (int i = 0; i < length; i++)
                    text.Append((char)(FirstEscape + name[i]));
            }
            name = name[length..];
        }
        return text.ToString();
    }

    /// <summary>The bytes of a name that <see cref="Decode"/> made; other text becomes UTF-8.</summary>
    public static byte[] Encode(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var bytes = new ArrayBufferWriter<byte>(name.Length + 8);
        ReadOnlySpan<char> text = name;
        while (text.Length > 0)
        {
            if (Rune.DecodeFromUtf16(text, out Rune rune, out int length) == OperationStatus.Done)
                bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
            else if (text[0] is >= (char)(FirstEscape + 0x80) and <= (char)(FirstEscape + 0xFF))
                bytes.Write([(byte)(text[0] - FirstEscape)]);
            else
                bytes.Write("\uFFFD"u8);
            text = text[length..];
        }
        return bytes.WrittenSpan.ToArray();
    }
}
