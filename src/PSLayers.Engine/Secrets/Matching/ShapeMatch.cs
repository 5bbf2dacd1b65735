using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Looks whether a token of a shape is at a place, and whether it can be a real one.</summary>
internal static class ShapeMatch
{
    /// <summary>Looks at a place.</summary>
    public static void Find(SecretRule rule, Shape shape, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        // A checksum proves more than what is around, and strings of programs stand side by side without a gap.
        if (!shape.Matches(text, at, isBounded: rule.Checksum is null, out int start, out int length))
            return;
        ReadOnlySpan<byte> token = text.Slice(start, length);
        byte[] first = shape.Parts[0].Literal;
        bool isNamed = first is [.., (byte)'='];
        bool isReal = rule.Checksum is { } checksum ? Checksums.IsRight(checksum, token)
            : (rule.Contains.Length == 0 || token.IndexOf(rule.Contains) >= 0) && !Plausible.IsFilling(token[first.Length..]) && Plausible.Entropy(token[first.Length..]) >= rule.Entropy;
        if (!isReal)
            return;
        if (isNamed)
            hits.Add(rule, rule.Confidence, text, start + first.Length, length - first.Length, System.Text.Encoding.ASCII.GetString(first));
        else
            hits.AddToken(rule, rule.Confidence, text, start, length, Math.Max(first.Length, 4));
    }
}
