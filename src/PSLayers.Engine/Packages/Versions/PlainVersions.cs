using System.Buffers;

namespace PSLayers.Packages.Versions;

/// <summary>The order of versions of programming languages, as far as they agree: numbers by their size; words that mark something unfinished
/// (<c>1.0-rc.1</c>, <c>1.0b2</c>, <c>1.0.dev3</c>) before the finished one, other words by their letters; and what stands behind a plus says nothing.</summary>
internal sealed class PlainVersions : IComparer<string>
{
    private const string Separators = ".-_~";
    private const string Zeros = "0" + Separators;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(Separators + "0123456789");

    // From the least finished on; several words mean the same.
    private static readonly string[][] Unfinished = [["dev"], ["alpha", "a"], ["beta", "b"], ["milestone", "m"], ["preview", "pre", "rc", "c", "cr"], ["snapshot"]];

    private PlainVersions()
    {
    }

    /// <summary>The order.</summary>
    public static IComparer<string> Order { get; } = new PlainVersions();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> one = Start(x), other = Start(y);
        while (!one.IsEmpty && !other.IsEmpty)
        {
            int order = RankOf(one).CompareTo(RankOf(other));
            if (order != 0)
                return order;
            bool isUnfinished = RankOf(one) < 0;
            order = IsDigit(one) ? Digits.Compare(ref one, ref other) : Word(ref one).CompareTo(Word(ref other), StringComparison.Ordinal);
            if (isUnfinished)
                order = 0;
            if (order != 0)
                return order;
            one = one.TrimStart(Separators);
            other = other.TrimStart(Separators);
        }
        // 1.0 and 1.0.0 are one version.
        return RankOf(one.TrimStart(Zeros)).CompareTo(RankOf(other.TrimStart(Zeros)));
    }

    private static ReadOnlySpan<char> Start(ReadOnlySpan<char> version)
    {
        version = version.TrimStart("vV" + Separators);
        return version.IndexOf('+') is >= 0 and var plus ? version[..plus] : version;
    }

    private static bool IsDigit(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiDigit(text[0]);

    // Something unfinished, the end, a word, a number.
    private static int RankOf(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;
        if (IsDigit(text))
            return 2;
        ReadOnlySpan<char> word = Word(ref text);
        for (int i = 0; i < Unfinished.Length; i++)
        {
            foreach (string mark in Unfinished[i])
            {
                if (word.Equals(mark, StringComparison.OrdinalIgnoreCase))
                    return i - Unfinished.Length;
            }
        }
        return 1;
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny(WordEnds);
        ReadOnlySpan<char> word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }
}
