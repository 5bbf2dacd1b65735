namespace PSLayers.Packages.Versions;

/// <summary>The order of Alpine's versions (apk-package(5), "pkgver"): numbers with dots between, a letter, suffixes such as <c>_rc1</c> that come
/// before or behind, a hash that says nothing, and <c>-r</c> with the number of the build.</summary>
internal sealed class ApkVersions : IComparer<string>
{
    // Those before the empty one come before the version itself.
    private static readonly string[] Suffixes = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];

    private ApkVersions()
    {
    }

    /// <summary>The order.</summary>
    public static IComparer<string> Order { get; } = new ApkVersions();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> one = x, other = y;
        int build = Build(ref one, ref other);
        one = WithoutHash(one);
        other = WithoutHash(other);
        int order = Numbers(ref one, ref other);
        if (order == 0)
            order = Letter(ref one).CompareTo(Letter(ref other));
        while (order == 0 && (!one.IsEmpty || !other.IsEmpty))
        {
            order = Suffix(ref one).CompareTo(Suffix(ref other));
            if (order == 0)
                order = Digits.Compare(ref one, ref other);
            if (order == 0 && !IsSuffix(one) && !IsSuffix(other))
                break;
        }
        return order != 0 ? order : build;
    }

    private static bool IsSuffix(ReadOnlySpan<char> text) => text.StartsWith("_");

    private static int Build(ref ReadOnlySpan<char> one, ref ReadOnlySpan<char> other)
    {
        ReadOnlySpan<char> first = Tail(ref one), second = Tail(ref other);
        return Digits.Compare(ref first, ref second);

        static ReadOnlySpan<char> Tail(ref ReadOnlySpan<char> text)
        {
            int at = text.LastIndexOf("-r");
            ReadOnlySpan<char> tail = at < 0 ? default : text[(at + 2)..];
            text = at < 0 ? text : text[..at];
            return tail;
        }
    }

    private static ReadOnlySpan<char> WithoutHash(ReadOnlySpan<char> text) => text.IndexOf('~') is >= 0 and var at ? text[..at] : text;

    // More numbers are newer: 1.0 comes before 1.0.0.
    private static int Numbers(ref ReadOnlySpan<char> one, ref ReadOnlySpan<char> other)
    {
        while (true)
        {
            int order = Digits.Compare(ref one, ref other);
            if (order != 0)
                return order;
            bool hasFirst = one.StartsWith("."), hasSecond = other.StartsWith(".");
            if (!hasFirst || !hasSecond)
                return hasFirst.CompareTo(hasSecond);
            one = one[1..];
            other = other[1..];
        }
    }

    private static char Letter(ref ReadOnlySpan<char> text)
    {
        char letter = text.Length > 0 && char.IsAsciiLetterLower(text[0]) ? text[0] : '\0';
        text = letter == '\0' ? text : text[1..];
        return letter;
    }

    private static int Suffix(ref ReadOnlySpan<char> text)
    {
        if (!IsSuffix(text))
            return Array.IndexOf(Suffixes, "");
        text = text[1..];
        int end = text.IndexOfAnyExceptInRange('a', 'z');
        ReadOnlySpan<char> name = end < 0 ? text : text[..end];
        text = text[name.Length..];
        int place = Array.IndexOf(Suffixes, name.ToString());
        return place < 0 ? Suffixes.Length : place;
    }
}
