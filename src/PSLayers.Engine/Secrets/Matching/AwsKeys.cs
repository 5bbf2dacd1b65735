using System.Buffers;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Keys of AWS: a name that begins with AKIA or ASIA, and a secret of 40 characters near it or behind its own name.</summary>
internal static class AwsKeys
{
    private const int IdLength = 20;
    private const int SecretLength = 40;
    private const int Near = 256;
    private const double LeastEntropy = 4;

    private static readonly SearchValues<byte> Between = SearchValues.Create(" \t\"'=:>\\,"u8);
    private static readonly ByteClass IdSet = ByteClass.Named("base32");
    private static readonly ByteClass IdEnds = ByteClass.Named("base62");
    private static readonly ByteClass SecretSet = ByteClass.Named("base64");

    /// <summary>Looks at the name of a key. With a secret near it that is what counts.</summary>
    public static void FindId(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        if (IdSet.Leading(text[(at + 4)..], IdLength) != IdLength - 4 || !Shape.BeginsAt(text, at, IdEnds)
            || (at + IdLength < text.Length && IdEnds.Has(text[at + IdLength])) || Plausible.IsFilling(text.Slice(at, IdLength)))
        {
            return;
        }
        int behind = SecretIn(text, at + IdLength, Math.Min(text.Length, at + IdLength + Near));
        int secret = behind >= 0 ? behind : SecretIn(text, Math.Max(0, at - Near), at);
        if (secret >= 0)
            hits.Add("aws-secret-access-key", SecretConfidence.High, SecretConfidence.High, text, secret, SecretLength, System.Text.Encoding.ASCII.GetString(text.Slice(at, 4)) + "… ", "");
        else
            hits.AddToken(rule, text[at + 1] == 'S' ? SecretConfidence.Low : rule.Confidence, text, at, IdLength, 4);
    }

    /// <summary>Looks behind the name of a setting.</summary>
    public static void FindSecret(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        int start = at;
        while (start < text.Length && ByteClass.Identifier.Has(text[start]))
            start++;
        string name = System.Text.Encoding.ASCII.GetString(text[at..Math.Min(start, at + 40)]);
        ReadOnlySpan<byte> rest = text.Slice(start, Math.Min(text.Length - start, SecretLength + 16));
        int value = rest.IndexOfAnyExcept(Between);
        if (value > 0 && IsSecret(text, start + value))
            hits.Add(rule, rule.Confidence, text, start + value, SecretLength, name + "=");
    }

    private static int SecretIn(ReadOnlySpan<byte> text, int from, int end)
    {
        for (int at = from; at < end;)
        {
            int length = SecretSet.Leading(text[at..end], end - at);
            if (length == SecretLength && IsSecret(text, at))
                return at;
            at += length + 1;
        }
        return -1;
    }

    private static bool IsSecret(ReadOnlySpan<byte> text, int at)
    {
        if (SecretSet.Leading(text[at..], SecretLength + 1) != SecretLength || (at > 0 && SecretSet.Has(text[at - 1])))
            return false;
        ReadOnlySpan<byte> value = text.Slice(at, SecretLength);
        return value.IndexOfAnyInRange((byte)'A', (byte)'Z') >= 0 && value.IndexOfAnyInRange((byte)'a', (byte)'z') >= 0 && value.IndexOfAnyInRange((byte)'0', (byte)'9') >= 0
            && !Plausible.IsFilling(value) && Plausible.Entropy(value) >= LeastEntropy;
    }
}
