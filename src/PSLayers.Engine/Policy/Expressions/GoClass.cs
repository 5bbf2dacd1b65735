using System.Globalization;
using System.Text;

namespace PSLayers.Policy.Expressions;

/// <summary>Reads Go's sets of characters: what stands in square brackets, and what one escape stands for.</summary>
internal static class GoClass
{
    private static readonly Dictionary<string, string> Posix = new()
    {
        ["alnum"] = "09AZaz", ["alpha"] = "AZaz", ["ascii"] = "\0\x7F", ["blank"] = "\t\t  ", ["cntrl"] = "\0\x1F\x7F\x7F", ["digit"] = "09",
        ["graph"] = "!~", ["lower"] = "az", ["print"] = " ~", ["punct"] = "!/:@[`{~", ["space"] = "\t\r  ", ["upper"] = "AZ", ["word"] = "09AZaz__", ["xdigit"] = "09AFaf",
    };

    /// <summary>Reads a set in square brackets.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="at">Where the set begins.</param>
    /// <returns>The set, and how many characters it took.</returns>
    /// <exception cref="FormatException">It is none.</exception>
    public static (CharacterSet Set, int Length) Read(string text, int at)
    {
        int start = at++;
        bool isNot = at < text.Length && text[at] == '^';
        if (isNot)
            at++;
        var set = new CharacterSet();
        for (bool isFirst = true; isFirst || At(text, at) != ']'; isFirst = false)
        {
            if (At(text, at) == '[' && at + 1 < text.Length && text[at + 1] == ':' && text.IndexOf(":]", at + 2, StringComparison.Ordinal) is > 0 and var close)
            {
                set.Add(Named(text[(at + 2)..close]));
                at = close + 2;
            }
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is 'd' or 'D' or 's' or 'S' or 'w' or 'W' or 'p' or 'P')
            {
                (CharacterSet escaped, int length) = ReadEscape(text, at);
                set.Add(escaped);
                at += length;
            }
            else
            {
                int low = Character(text, ref at);
                int high = low;
                if (at + 1 < text.Length && text[at] == '-' && text[at + 1] != ']')
                {
                    at++;
                    high = Character(text, ref at);
                }
                if (high < low)
                    throw new FormatException("the ends of a range of characters are the wrong way round");
                set.Add(low, high);
            }
        }
        return (isNot ? set.Not() : set, at + 1 - start);
    }

    /// <summary>Reads what a backslash and what follows stand for.</summary>
    /// <param name="text">The expression.</param>
    /// <param name="at">Where the backslash is.</param>
    /// <returns>The set, and how many characters it took.</returns>
    /// <exception cref="FormatException">It has no meaning.</exception>
    public static (CharacterSet Set, int Length) ReadEscape(string text, int at)
    {
        char c = at + 1 < text.Length ? text[at + 1] : throw new FormatException("a backslash stands at the end");
        switch (char.ToLowerInvariant(c))
        {
            case 'd':
                return (Ranges("09", c == 'D'), 2);
            case 'w':
                return (Ranges("09AZaz__", c == 'W'), 2);
            case 's':
                return (Ranges("\t\n\f\r  ", c == 'S'), 2);
            case 'p':
                return Category(text, at);
            default:
                int next = at;
                int character = Character(text, ref next);
                return (CharacterSet.Of(character), next - at);
        }
    }

    private static CharacterSet Ranges(string ends, bool isNot)
    {
        var set = new CharacterSet();
        for (int i = 0; i < ends.Length; i += 2)
            set.Add(ends[i], ends[i + 1]);
        return isNot ? set.Not() : set;
    }

    private static CharacterSet Named(string name)
    {
        bool isNot = name.StartsWith('^');
        return Posix.TryGetValue(isNot ? name[1..] : name, out string? ends) ? Ranges(ends, isNot) : throw new FormatException($"Go has no set of characters [:{name}:]");
    }

    private static (CharacterSet Set, int Length) Category(string text, int at)
    {
        bool isNot = text[at + 1] == 'P';
        int length = 3;
        string name = text[(at + 2)..Math.Min(text.Length, at + 3)];
        if (name == "{")
        {
            int end = text.IndexOf('}', at);
            name = end < 0 ? "" : text[(at + 3)..end];
            length = end + 1 - at;
        }
        if (name.StartsWith('^'))
            (name, isNot) = (name[1..], !isNot);
        if (name == "Any")
            return (isNot ? CharacterSet.Everything.Not() : CharacterSet.Everything, length);
        bool isCategory = name is "L" or "Lu" or "Ll" or "Lt" or "Lm" or "Lo" or "M" or "Mn" or "Mc" or "Me" or "N" or "Nd" or "Nl" or "No" or "P" or "Pc" or "Pd" or "Ps" or "Pe"
            or "Pi" or "Pf" or "Po" or "S" or "Sm" or "Sc" or "Sk" or "So" or "Z" or "Zs" or "Zl" or "Zp" or "C" or "Cc" or "Cf" or "Co";
        return isCategory ? (CharacterSet.OfCategory(name, isNot), length) : throw new FormatException($"characters of the kind {name} cannot be looked for here");
    }

    private static int Character(string text, ref int at)
    {
        if (At(text, at) != '\\')
        {
            Rune rune = Rune.GetRuneAt(text, at);
            at += rune.Utf16SequenceLength;
            return rune.Value;
        }
        char c = At(text, ++at);
        at++;
        switch (c)
        {
            case 'a':
                return 7;
            case 'f':
                return 12;
            case 'n':
                return 10;
            case 'r':
                return 13;
            case 't':
                return 9;
            case 'v':
                return 11;
            case 'x':
                return Hexadecimal(text, ref at);
            // A single digit but 0 would be what a group has captured, which Go does not have.
            case '0':
            case >= '1' and <= '7' when at < text.Length && text[at] is >= '0' and <= '7':
                int value = c - '0';
                for (int i = 1; i < 3 && at < text.Length && text[at] is >= '0' and <= '7'; i++)
                    value = (value * 8) + text[at++] - '0';
                return value;
            default:
                return char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) ? c : throw new FormatException($"Go has no \\{c}");
        }
    }

    private static int Hexadecimal(string text, ref int at)
    {
        string digits;
        if (At(text, at) == '{')
        {
            int end = text.IndexOf('}', at);
            digits = end < 0 ? "" : text[(at + 1)..end];
            at = end + 1;
        }
        else
        {
            digits = text[at..Math.Min(text.Length, at + 2)];
            digits = digits.Length == 2 ? digits : "";
            at += 2;
        }
        return int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int value) && value is >= 0 and <= CharacterSet.Last ? value
            : throw new FormatException("\\x is followed by no character's number");
    }

    private static char At(string text, int at) => at < text.Length ? text[at] : throw new FormatException("a closing bracket is missing");
}
