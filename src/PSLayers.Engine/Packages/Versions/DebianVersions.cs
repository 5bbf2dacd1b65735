namespace PSLayers.Packages.Versions;

/// <summary>The order of Debian's versions, <c>epoch:upstream-revision</c> (deb-version(7), "Sorting algorithm").</summary>
internal sealed class DebianVersions : IComparer<string>
{
    private DebianVersions()
    {
    }

    /// <summary>The order.</summary>
    public static IComparer<string> Order { get; } = new DebianVersions();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        Split(x, out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> upstream, out ReadOnlySpan<char> revision);
        Split(y, out ReadOnlySpan<char> otherEpoch, out ReadOnlySpan<char> otherUpstream, out ReadOnlySpan<char> otherRevision);
        int order = CompareParts(epoch, otherEpoch);
        if (order == 0)
            order = CompareParts(upstream, otherUpstream);
        return order != 0 ? order : CompareParts(revision, otherRevision);
    }

    private static void Split(ReadOnlySpan<char> version, out ReadOnlySpan<char> epoch, out ReadOnlySpan<char> upstream, out ReadOnlySpan<char> revision)
    {
        int colon = version.IndexOf(':');
        epoch = colon < 0 ? default : version[..colon];
        version = version[(colon + 1)..];
        int dash = version.LastIndexOf('-');
        upstream = dash < 0 ? version : version[..dash];
        revision = dash < 0 ? default : version[(dash + 1)..];
    }

    // By turns what is no digit, sign by sign, and a number.
    private static int CompareParts(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        while (!one.IsEmpty || !other.IsEmpty)
        {
            while (IsSign(one) || IsSign(other))
            {
                int order = WeightOf(one).CompareTo(WeightOf(other));
                if (order != 0)
                    return order;
                one = one[1..];
                other = other[1..];
            }
            int numbers = Digits.Compare(ref one, ref other);
            if (numbers != 0)
                return numbers;
        }
        return 0;
    }

    private static bool IsSign(ReadOnlySpan<char> text) => !text.IsEmpty && !char.IsAsciiDigit(text[0]);

    // A tilde comes even before the end, letters before all else.
    private static int WeightOf(ReadOnlySpan<char> text) => text.IsEmpty || char.IsAsciiDigit(text[0]) ? 0
        : text[0] == '~' ? -1
        : char.IsAsciiLetter(text[0]) ? text[0]
        : text[0] + char.MaxValue;
}
