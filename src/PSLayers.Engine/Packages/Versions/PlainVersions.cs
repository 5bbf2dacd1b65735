using System.Buffers;

namespace PSLayers.Packages.Versions;

/// <summary>The order of versions of programming languages, as far as they agree: numbers by their size; words that mark something unfinished
/// (<c>1.0-rc.1</c>, <c>1.0b2</c>, <c>1.0.dev3</c>) before the finished one, other words by their letters; and what stands behind a plus says nothing.</summary>
internal sealed class PlainVersions : IComparer<string>
{
    private const string Separators = ".-_~";
    private const int End = 0;
    private const int Number = 2;
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
        while (true)
        {
            one = WithoutZeros(one);
            other = WithoutZeros(other);
            int rank = RankOf(one);
            int order = rank.CompareTo(RankOf(other));
            if (order != 0 || rank == End)
                return order;
            if (rank == Number)
                order = Digits.Compare(ref one, ref other);
            else
                order = Word(ref one).CompareTo(Word(ref other), StringComparison.Ordinal) * (rank < End ? 0 : 1);
            if (order != 0)
                return order;
            one = one.TrimStart(Separators);
            other = other.TrimStart(Separators);
        }
    }

    // 1.0 and 1.0.0 are one version: zeros count in front of another number only.
    private static ReadOnlySpan<char> WithoutZeros(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text.TrimStart(Zeros);
        return IsDigit(text) && !IsDigit(rest) ? rest : text;
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
            return End;
        if (IsDigit(text))
            return Number;
        ReadOnlySpan<char> word = Word(ref text);
        for (int i = 0; i < Unfinished.Length; i++)
        {
            foreach (string mark in Unfinished[i])
            {
                if (word.Equals(mark, StringComparison.OrdinalIgnoreCase))
                    return i - Unfinished.Length;
            }
        }
        return End + 1;
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAny(WordEnds);
        ReadOnlySpan<char> word = end < 0 ? text : text[..end];
        text = text[word.Length..];
        return word;
    }
}
