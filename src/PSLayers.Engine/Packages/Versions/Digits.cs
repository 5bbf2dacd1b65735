namespace PSLayers.Packages.Versions;

/// <summary>Numbers in versions, of any length.</summary>
internal static class Digits
{
    /// <summary>Compares the numbers that two texts begin with; none is 0.</summary>
    /// <param name="one">A text; becomes what stands behind the number.</param>
    /// <param name="other">The other one.</param>
    public static int Compare(ref ReadOnlySpan<char> one, ref ReadOnlySpan<char> other)
    {
        ReadOnlySpan<char> first = Take(ref one), second = Take(ref other);
        return first.Length != second.Length ? first.Length.CompareTo(second.Length) : first.SequenceCompareTo(second);
    }

    /// <summary>The number that a text begins with, without zeros in front.</summary>
    /// <param name="text">The text; becomes what stands behind the number.</param>
    public static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text)
    {
        int end = text.IndexOfAnyExceptInRange('0', '9');
        ReadOnlySpan<char> digits = end < 0 ? text : text[..end];
        text = end < 0 ? default : text[end..];
        return digits.TrimStart('0');
    }
}
