using System.Globalization;
using System.Text;

namespace PSLayers.Text;

/// <summary>Text from an image as people may safely read it: what could steer a terminal, break a line or mislead a reader is made visible.
/// Control characters become their pictures (<c>␛</c>); all else that is not safe becomes its bytes in UTF-8, each as <c>％</c> and two
/// hexadecimal digits. Text that was made visible stays as it is when it comes here again.</summary>
internal static class VisibleText
{
    private const char FirstPicture = '\u2400';
    private const char DeletePicture = '\u2421';

    /// <summary>What stands in front of the digits of a byte: a percent sign in full width.</summary>
    public const char Escape = '\uFF05';

    /// <summary>Text of several lines, such as instructions, labels and comments: line feeds and tabs stay.</summary>
    public static string Prose(string? text) => Of(text, keepsLines: true);

    /// <summary>Text of one line, such as messages and names: line feeds and tabs are made visible too.</summary>
    public static string Line(string? text) => Of(text, keepsLines: false);

    /// <summary>Whether a character is not safe: controls, marks of writing direction, separators of lines, and what cannot be seen. The two
    /// characters that choose between an emoji's forms pass.</summary>
    public static bool IsUnsafe(Rune rune)
    {
        if (rune.IsAscii)
            return rune.Value is < ' ' or 0x7F;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            || IsInvisible(rune.Value);
    }

    /// <summary>Writes a character that is not safe.</summary>
    public static void Append(StringBuilder text, Rune rune)
    {
        if (rune.IsAscii)
        {
            text.Append(rune.Value == 0x7F ? DeletePicture : (char)(FirstPicture + rune.Value));
            return;
        }
        Span<byte> bytes = stackalloc byte[4];
        foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            Append(text, value);
    }

    /// <summary>Writes a byte that is part of no safe character.</summary>
    public static void Append(StringBuilder text, byte value) => text.Append(Escape).Append(value.ToString("X2", CultureInfo.InvariantCulture));

    /// <summary>The control character that a picture stands for; -1 for any other character.</summary>
    public static int Pictured(char picture) => picture switch
    {
        >= FirstPicture and < (char)(FirstPicture + ' ') => picture - FirstPicture,
        DeletePicture => 0x7F,
        _ => -1,
    };

    private static string Of(string? text, bool keepsLines)
    {
        if (text is null)
            return "";
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') < 0)
            return text;
        StringBuilder? visible = null;
        for (int i = 0; i < text.Length;)
        {
            // A surrogate without its other half is no character.
            bool isRune = Rune.TryGetRuneAt(text, i, out Rune rune);
            int length = isRune ? rune.Utf16SequenceLength : 1;
            bool isSafe = isRune && (!IsUnsafe(rune) || (keepsLines && text[i] is '\n' or '\t'));
            if (!isSafe)
                visible ??= new StringBuilder(text, 0, i, text.Length + 16);
            if (isSafe)
                visible?.Append(text, i, length);
            else if (isRune)
                Append(visible!, rune);
            else
                visible!.Append('\uFFFD');
            i += length;
        }
        return visible?.ToString() ?? text;
    }

    // What shows as nothing at all although it is a letter or a mark (Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point).
    private static bool IsInvisible(int value) => value is 0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x2065 or 0x3164
        or (>= 0xFE00 and <= 0xFE0D) or 0xFFA0 or (>= 0xFFF0 and <= 0xFFF8) or (>= 0xE0000 and <= 0xE0FFF);
}
