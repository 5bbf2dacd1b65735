using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace PSLayers.Text;

/// <summary>Names are bytes in an image and text for people. The text is safe, as <see cref="VisibleText"/> makes it, and stands for exactly one
/// name: what is shown can be given back.</summary>
/// <remarks>What is not UTF-8 becomes visible byte by byte. A character that stands for another one in some name gets a <c>％</c> in front
/// where a name has it itself: the pictures of control characters, <c>％</c>, and <c>：</c> and <c>＼</c>, which paths of drives have for a colon and
/// a backslash.</remarks>
internal static class EntryName
{
    /// <summary>What stands for a backslash in paths of drives.</summary>
    public const char Backslash = '\uFF3C';

    /// <summary>What stands for a colon in paths of drives.</summary>
    public const char Colon = '\uFF1A';

    // Bytes below are characters of their own, and have pictures where they are not safe. So no slash and no dot can hide in digits.
    private const int FirstEscaped = 0x80;

    private static readonly SearchValues<char> Marks = SearchValues.Create(
        [VisibleText.Escape, Backslash, Colon, .. Enumerable.Range(0x2400, 0x22).Select(c => (char)c).Where(c => VisibleText.Pictured(c) >= 0)]);

    /// <summary>The name as text.</summary>
    public static string Decode(ReadOnlySpan<byte> name)
    {
        if (name.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
            return Encoding.ASCII.GetString(name);
        return IsPlain(name) ? Encoding.UTF8.GetString(name) : Visible(name);
    }

    /// <summary>The bytes of the name that a text stands for; text that <see cref="Decode"/> did not make becomes UTF-8 as far as it stands for nothing
    /// else.</summary>
    public static byte[] Encode(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (!name.AsSpan().ContainsAny(Marks))
            return Encoding.UTF8.GetBytes(name);
        var bytes = new ArrayBufferWriter<byte>(name.Length + 8);
        for (int i = 0; i < name.Length;)
        {
            char next = i + 1 < name.Length ? name[i + 1] : '\0';
            if (name[i] == VisibleText.Escape && i + 2 < name.Length && Byte(next, name[i + 2]) is >= FirstEscaped and var value)
            {
                bytes.Write([(byte)value]);
                i += 3;
            }
            else if (name[i] == VisibleText.Escape && Marks.Contains(next))
            {
                Write(bytes, new Rune(next));
                i += 2;
            }
            else
            {
                Rune rune = Rune.TryGetRuneAt(name, i, out Rune whole) ? whole : Rune.ReplacementChar;
                Write(bytes, rune.IsBmp ? Original((char)rune.Value) : rune);
                i += rune.Utf16SequenceLength;
            }
        }
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The name itself, with whatever is in it, for the operating system; as shown where it is not UTF-8.</summary>
    public static string Original(string name)
    {
        if (!name.AsSpan().ContainsAny(Marks))
            return name;
        byte[] bytes = Encode(name);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : name;
    }

    // Text that is safe and has no character that stands for another.
    private static bool IsPlain(ReadOnlySpan<byte> name)
    {
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out Rune rune, out int length) != OperationStatus.Done || VisibleText.IsUnsafe(rune) || IsMark(rune))
                return false;
            name = name[length..];
        }
        return true;
    }

    private static string Visible(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder(name.Length + 16);
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(name, out Rune rune, out int length) != OperationStatus.Done)
            {
                foreach (byte value in name[..length])
                    VisibleText.Append(text, value);
            }
            else if (VisibleText.IsUnsafe(rune))
                VisibleText.Append(text, rune);
            else
            {
                if (IsMark(rune))
                    text.Append(VisibleText.Escape);
                text.Append(rune.ToString());
            }
            name = name[length..];
        }
        return text.ToString();
    }

    private static bool IsMark(Rune rune) => rune.IsBmp && Marks.Contains((char)rune.Value);

    private static Rune Original(char c) => new(c switch
    {
        Backslash => '\\',
        Colon => ':',
        _ => VisibleText.Pictured(c) is >= 0 and var control ? control : c,
    });

    private static int Byte(char high, char low) => char.IsAsciiHexDigitUpper(high) && char.IsAsciiHexDigitUpper(low)
        ? (Convert.FromHexString([high, low])[0])
        : -1;

    private static void Write(ArrayBufferWriter<byte> bytes, Rune rune) => bytes.Advance(rune.EncodeToUtf8(bytes.GetSpan(4)));
}
