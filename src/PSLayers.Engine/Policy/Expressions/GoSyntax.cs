using System.Globalization;
using System.Text;

namespace PSLayers.Policy.Expressions;

/// <summary>Rewrites an expression of Go in .NET's syntax. Whether it matches is the same; what it would capture, and whether as much or as
/// little as possible, is left out.</summary>
internal sealed class GoSyntax
{
    private const int DeepestNesting = 1000;
    private const int LargestCount = 1000;

    private readonly string _text;
    private readonly bool _isWide;
    private readonly StringBuilder _result = new();
    private readonly Stack<(Flags Flags, int Size)> _outer = [];
    private Flags _flags;
    private Last _last;

    // How often at most the last item, and any item of the group, repeats what is in it.
    private int _size;
    private int _largest = 1;
    private int _at;

    private GoSyntax(string text, bool isWide) => (_text, _isWide) = (text, isWide);

    [Flags]
    private enum Flags
    {
        None = 0,
        IgnoreCase = 1,
        ManyLines = 2,
        DotIsAll = 4,
    }

    // What a repetition behind would belong to.
    private enum Last
    {
        Nothing,
        Item,
        Repeated,
    }

    /// <summary>Rewrites an expression.</summary>
    /// <param name="text">Go's expression.</param>
    /// <param name="isWide">Whether the text has characters beyond U+FFFF, which are two in .NET.</param>
    /// <exception cref="FormatException">It is no expression of Go's, or has what cannot be rewritten.</exception>
    public static string Translate(string text, bool isWide) => new GoSyntax(text, isWide).Translate();

    private string Translate()
    {
        while (_at < _text.Length)
            Next();
        if (_outer.Count > 0)
            throw new FormatException("a closing parenthesis is missing");
        return _result.ToString();
    }

    private void Next()
    {
        char c = _text[_at];
        switch (c)
        {
            case '(':
                Open();
                break;
            case ')':
                if (!_outer.TryPop(out (Flags Flags, int Size) outer))
                    throw new FormatException("there is a closing parenthesis too many");
                Item(")", 1, _largest);
                (_flags, _largest) = (outer.Flags, Math.Max(outer.Size, _largest));
                break;
            case '|':
                _result.Append('|');
                _last = Last.Nothing;
                _at++;
                break;
            case '*' or '+' or '?':
                Repeat(c.ToString(), 1);
                break;
            case '{':
                if (Count() is var (count, times))
                    Repeat(count, times);
                else
                    Set(CharacterSet.Of('{'), 1);
                break;
            case '.':
                Set(_flags.HasFlag(Flags.DotIsAll) ? CharacterSet.Everything : CharacterSet.Of('\n').Not(), 1);
                break;
            case '^':
                Item(_flags.HasFlag(Flags.ManyLines) ? "(?m:^)" : "(?:\\A)", 1);
                break;
            case '$':
                Item(_flags.HasFlag(Flags.ManyLines) ? "(?m:$)" : "(?:\\z)", 1);
                break;
            case '[':
                (CharacterSet set, int length) = GoClass.Read(_text, _at);
                Set(set, length);
                break;
            case '\\':
                Escape();
                break;
            default:
                Rune rune = Rune.GetRuneAt(_text, _at);
                Set(CharacterSet.Of(rune.Value), rune.Utf16SequenceLength);
                break;
        }
    }

    private void Item(string text, int length, int size = 1)
    {
        _result.Append(text);
        (_last, _size) = (Last.Item, size);
        _at += length;
    }

    private void Set(CharacterSet set, int length)
    {
        string text = set.ToPattern(_isWide);
        Item(_flags.HasFlag(Flags.IgnoreCase) ? $"(?i:{text})" : text, length);
    }

    private void Repeat(string how, int times)
    {
        if (_last == Last.Nothing)
            throw new FormatException($"there is nothing that {how} could repeat");
        if (_last == Last.Repeated)
            throw new FormatException($"{how} follows a repetition");
        _size *= Math.Max(times, 1);
        _largest = Math.Max(_largest, _size);
        if (_size > LargestCount)
            throw new FormatException($"{how} repeats what repeats, more than {LargestCount} times together");
        _result.Append(how);
        _last = Last.Repeated;
        _at += how.Length;
        // As few as possible matches as well as as many.
        if (_at < _text.Length && _text[_at] == '?')
            _at++;
    }

    // {2}, {2,} and {2,3} repeat; what else begins with a brace is text.
    private (string Text, int Times)? Count()
    {
        int end = _text.IndexOf('}', _at);
        if (end < 0)
            return null;
        string[] parts = _text[(_at + 1)..end].Split(',');
        if (parts.Length > 2 || Number(parts[0]) is not { } least)
            return null;
        int? most = parts.Length == 1 ? least : parts[1].Length == 0 ? LargestCount : Number(parts[1]);
        if (most is null)
            return null;
        if (least > LargestCount || most > LargestCount || least > most)
            throw new FormatException($"{_text[_at..(end + 1)]} is no count of repetitions");
        return (_text[_at..(end + 1)], parts.Length == 2 && parts[1].Length == 0 ? least : most.Value);
    }

    private static int? Number(string digits) =>
        digits is { Length: > 0 and < 9 } && digits.All(char.IsAsciiDigit) && (digits.Length == 1 || digits[0] != '0') ? int.Parse(digits, CultureInfo.InvariantCulture) : null;

    private void Open()
    {
        Flags inner = _flags;
        if (!_text.AsSpan(_at).StartsWith("(?"))
        {
            _at++;
        }
        else if (_text.AsSpan(_at).StartsWith("(?P<") || (_text.AsSpan(_at).StartsWith("(?<") && _at + 3 < _text.Length && _text[_at + 3] is not ('=' or '!')))
        {
            int start = _text.IndexOf('<', _at) + 1;
            int end = _text.IndexOf('>', start);
            if (end <= start || !_text[start..end].All(c => char.IsAsciiLetterOrDigit(c) || c == '_'))
                throw new FormatException("a group has a name that is none");
            _at = end + 1;
        }
        else if (ReadFlags(ref inner))
        {
            // They hold to the end of the group that they stand in.
            _flags = inner;
            return;
        }
        _outer.Push((_flags, _largest));
        if (_outer.Count > DeepestNesting)
            throw new FormatException("groups are nested too deep");
        (_flags, _largest) = (inner, 1);
        _result.Append("(?:");
        _last = Last.Nothing;
    }

    // Whether they stand alone, without a group.
    private bool ReadFlags(ref Flags flags)
    {
        bool isOff = false, isAny = false;
        for (int i = _at + 2; i < _text.Length; i++)
        {
            Flags? flag = _text[i] switch { 'i' => Flags.IgnoreCase, 'm' => Flags.ManyLines, 's' => Flags.DotIsAll, 'U' => Flags.None, _ => null };
            if (flag is { } known)
            {
                flags = isOff ? flags & ~known : flags | known;
                isAny = true;
            }
            else if (_text[i] == '-' && !isOff)
            {
                isOff = true;
                isAny = false;
            }
            else if (_text[i] is ':' or ')' && (isAny || !isOff))
            {
                _at = i + 1;
                return _text[i] == ')';
            }
            else
            {
                break;
            }
        }
        throw new FormatException($"Go has no group that begins with {_text.AsSpan(_at, Math.Min(4, _text.Length - _at))}");
    }

    private void Escape()
    {
        char c = _at + 1 < _text.Length ? _text[_at + 1] : throw new FormatException("a backslash stands at the end");
        switch (c)
        {
            case 'A':
                Item("(?:\\A)", 2);
                break;
            case 'z':
                Item("(?:\\z)", 2);
                break;
            case 'b' or 'B':
                Item($"(?:\\{c})", 2);
                break;
            case 'Q':
                int end = _text.IndexOf("\\E", _at, StringComparison.Ordinal);
                string literal = end < 0 ? _text[(_at + 2)..] : _text[(_at + 2)..end];
                foreach (Rune rune in literal.EnumerateRunes())
                    Set(CharacterSet.Of(rune.Value), 0);
                _at = end < 0 ? _text.Length : end + 2;
                break;
            default:
                (CharacterSet set, int length) = GoClass.ReadEscape(_text, _at);
                Set(set, length);
                break;
        }
    }
}
