namespace PSLayers.Packages.Versions;

/// <summary>The order of rpm's versions, <c>epoch:version-release</c> (rpm-version(7)): numbers and words by turns, whatever stands between them; a
/// tilde comes before the end, a caret behind it but before more of the same version.</summary>
internal sealed class RpmVersions : IComparer<string>
{
    private RpmVersions()
    {
    }

    /// <summary>The order.</summary>
    public static IComparer<string> Order { get; } = new RpmVersions();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        Split(x, out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> version, out ReadOnlySpan<char> release);
        Split(y, out ReadOnlySpan<char> otherEpoch, out ReadOnlySpan<char> otherVersion, out ReadOnlySpan<char> otherRelease);
        int order = Digits.Compare(ref epoch, ref otherEpoch);
        if (order == 0)
            order = CompareParts(version, otherVersion);
        return order != 0 ? order : CompareParts(release, otherRelease);
    }

    // No epoch is as one of 0.
    private static void Split(ReadOnlySpan<char> text, out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> version, out ReadOnlySpan<char> release)
    {
        int colon = text.IndexOf(':');
        epoch = colon > 0 ? text[..colon] : default;
        version = text[(colon + 1)..];
        int dash = version.LastIndexOf('-');
        release = dash < 0 ? default : version[(dash + 1)..];
        version = dash < 0 ? version : version[..dash];
    }

    private static int CompareParts(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        while (true)
        {
            one = WithoutMarks(one);
            other = WithoutMarks(other);
            int rank = RankOf(one).CompareTo(RankOf(other));
            if (rank != 0 || one.IsEmpty)
                return rank;
            if (one[0] is '~' or '^')
            {
                one = one[1..];
                other = other[1..];
                continue;
            }
            int order = char.IsAsciiDigit(one[0]) ? Digits.Compare(ref one, ref other) : Word(ref one).SequenceCompareTo(Word(ref other));
            if (order != 0)
                return order;
        }
    }

    // What a version goes on with: a tilde is older than nothing, and nothing than a caret, a word, a number.
    private static int RankOf(ReadOnlySpan<char> text) => text.IsEmpty ? 1
        : text[0] switch { '~' => 0, '^' => 2, _ => char.IsAsciiLetter(text[0]) ? 3 : 4 };

    private static ReadOnlySpan<char> WithoutMarks(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty && !char.IsAsciiLetterOrDigit(text[0]) && text[0] is not ('~' or '^'))
            text = text[1..];
        return text;
    }

    private static ReadOnlySpan<char> Word(ref ReadOnlySpan<char> text)
    {
        int end = 0;
        while (end < text.Length && char.IsAsciiLetter(text[end]))
            end++;
        ReadOnlySpan<char> word = text[..end];
        text = text[end..];
        return word;
    }
}
