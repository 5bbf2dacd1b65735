namespace PSLayers.Policy.Documents;

/// <summary>Finds what somebody meant who mistyped a name.</summary>
internal static class SimilarName
{
    private const int LongestName = 64;

    /// <summary>The known name that is most like another, if one is much like it; else null.</summary>
    /// <param name="name">What was written.</param>
    /// <param name="known">The names there are.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        string? best = null;
        int least = Math.Max(1, name.Length / 3) + 1;
        foreach (string other in known)
        {
            if (name.Length <= LongestName && Distance(name, other) is var distance && distance < least)
                (best, least) = (other, distance);
        }
        return best;
    }

    // How many characters are to be inserted, removed or replaced (Levenshtein), whatever their case.
    private static int Distance(string one, string other)
    {
        var row = new int[other.Length + 1];
        for (int j = 0; j < row.Length; j++)
            row[j] = j;
        for (int i = 1; i <= one.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.Length; j++)
            {
                int replaced = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[^1];
    }
}
