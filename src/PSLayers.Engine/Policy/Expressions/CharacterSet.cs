using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PSLayers.Policy.Expressions;

/// <summary>A set of Unicode characters, by number, and how .NET's expressions write it.</summary>
internal sealed class CharacterSet
{
    /// <summary>The largest number of a character.</summary>
    public const int Last = 0x10FFFF;

    private const int FirstWide = 0x10000;

    private readonly List<(int Low, int High)> _ranges = [];
    private readonly StringBuilder _categories = new();
    private readonly bool _isNot;

    /// <summary>An empty set.</summary>
    public CharacterSet()
    {
    }

    private CharacterSet(CharacterSet other)
    {
        (_ranges, _categories, _isNot) = (other._ranges, other._categories, !other._isNot);
    }

    /// <summary>All characters.</summary>
    public static CharacterSet Everything => new CharacterSet().Not();

    /// <summary>One character.</summary>
    public static CharacterSet Of(int character)
    {
        var set = new CharacterSet();
        set.Add(character, character);
        return set;
    }

    /// <summary>The characters of a general category, or all others.</summary>
    public static CharacterSet OfCategory(string name, bool isNot)
    {
        var set = new CharacterSet();
        set._categories.Append(isNot ? "\\P{" : "\\p{").Append(name).Append('}');
        return set;
    }

    /// <summary>Adds a range of characters.</summary>
    public void Add(int low, int high) => _ranges.Add((low, high));

    /// <summary>Adds another set.</summary>
    public void Add(CharacterSet other)
    {
        _categories.Append(other._categories);
        _ranges.AddRange(other._isNot ? Complement(other._ranges) : other._ranges);
    }

    /// <summary>All other characters.</summary>
    public CharacterSet Not() => new(this);

    /// <summary>The set in .NET's syntax, as one item that can be repeated.</summary>
    /// <param name="isWide">Whether characters beyond U+FFFF, which are two in .NET, may come.</param>
    public string ToPattern(bool isWide)
    {
        List<(int Low, int High)> ranges = Merged(_ranges);
        // A single character is found quicker as itself.
        if (!_isNot && _categories.Length == 0 && ranges is [var (only, last)] && only == last && only < 0x80)
            return Regex.Escape(((char)only).ToString());
        var narrow = new StringBuilder(_isNot ? "[^" : "[");
        foreach ((int low, int high) in ranges.Where(range => range.Low < FirstWide))
            Append(narrow, low, Math.Min(high, FirstWide - 1));
        narrow.Append(_categories);
        if (isWide && _isNot)
            narrow.Append("\\uD800-\\uDFFF");
        narrow.Append(']');
        string one = narrow.ToString();
        if (one == "[^]")
            one = "[\\s\\S]";
        bool isNone = one == "[]";
        if (isNone)
            one = "[^\\s\\S]";
        if (!isWide)
            return one;
        List<string> pairs = [.. (_isNot ? Complement(_ranges) : ranges).Where(range => range.High >= FirstWide).SelectMany(range => Pairs(Math.Max(range.Low, FirstWide), range.High))];
        return pairs.Count == 0 ? one : $"(?:{(isNone ? "" : one + "|")}{string.Join('|', pairs)})";
    }

    private static List<(int Low, int High)> Merged(List<(int Low, int High)> ranges)
    {
        var merged = new List<(int Low, int High)>();
        foreach ((int low, int high) in ranges.Order())
        {
            if (merged.Count > 0 && low <= merged[^1].High + 1)
                merged[^1] = (merged[^1].Low, Math.Max(merged[^1].High, high));
            else
                merged.Add((low, high));
        }
        return merged;
    }

    private static List<(int Low, int High)> Complement(List<(int Low, int High)> ranges)
    {
        var others = new List<(int Low, int High)>();
        int next = 0;
        foreach ((int low, int high) in Merged(ranges))
        {
            if (low > next)
                others.Add((next, low - 1));
            next = high + 1;
        }
        if (next <= Last)
            others.Add((next, Last));
        return others;
    }

    // A range as pairs of the two halves: a part of the first lead's trails, all of those between, a part of the last one's.
    private static IEnumerable<string> Pairs(int low, int high)
    {
        while (low <= high)
        {
            int lead = (low - FirstWide) >> 10;
            int lastLead = (high - FirstWide) >> 10;
            int firstTrail = low & 0x3FF;
            int lastTrail = lead == lastLead ? high & 0x3FF : 0x3FF;
            int upTo = firstTrail == 0 && lead < lastLead ? lastLead - 1 : lead;
            yield return Class(0xD800 + lead, 0xD800 + upTo) + Class(0xDC00 + firstTrail, 0xDC00 + lastTrail);
            low = FirstWide + ((upTo + 1) << 10);
            if (lead == lastLead)
                yield break;
        }
    }

    private static string Class(int low, int high)
    {
        var text = new StringBuilder("[");
        Append(text, low, high);
        return text.Append(']').ToString();
    }

    private static void Append(StringBuilder text, int low, int high)
    {
        text.Append(CultureInfo.InvariantCulture, $"\\u{low:X4}");
        if (high > low)
            text.Append(CultureInfo.InvariantCulture, $"-\\u{high:X4}");
    }
}
