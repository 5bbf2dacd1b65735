using PSLayers.Secrets.Rules;

namespace PSLayers.Secrets.Search;

/// <summary>Which four bytes of what is searched for are looked for first: rare ones.</summary>
internal static class AnchorWord
{
    // From the most frequent on in English text and in source code.
    private const string Frequent = " etaoinsrhldcumfpgwybvk_-./:";

    /// <summary>Where in a text the rarest four bytes are; 0 where it has no more than four.</summary>
    public static int PlaceIn(ReadOnlySpan<byte> literal)
    {
        int best = 0;
        for (int at = 1; at + AnchorSearch.Width <= literal.Length; at++)
        {
            if (Cost(literal.Slice(at, AnchorSearch.Width)) < Cost(literal.Slice(best, AnchorSearch.Width)))
                best = at;
        }
        return best;
    }

    /// <summary>The words to look for.</summary>
    /// <param name="literal">What is searched for: four bytes, or three and one of a set.</param>
    /// <param name="offset">Where in it the word is.</param>
    /// <param name="next">The set.</param>
    public static IEnumerable<uint> Of(byte[] literal, int offset, ByteClass? next) => literal.Length >= AnchorSearch.Width
        ? [AnchorSearch.WordOf(literal.AsSpan(offset))]
        : next!.Members.Select(member => AnchorSearch.WordOf([.. literal, member]));

    private static int Cost(ReadOnlySpan<byte> word)
    {
        int cost = 0;
        foreach (byte value in word)
            cost += Frequent.IndexOf((char)value, StringComparison.Ordinal) is >= 0 and var place ? Frequent.Length + 10 - place : 3;
        return cost;
    }
}
