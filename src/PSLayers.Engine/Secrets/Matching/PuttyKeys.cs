using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Private keys in PuTTY's form: lines with names, the private part between "Private-Lines" and "Private-MAC".</summary>
internal static class PuttyKeys
{
    /// <summary>Looks at the first line's beginning.</summary>
    public static void Find(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        ReadOnlySpan<byte> rest = text.Slice(at, Math.Min(text.Length - at, SecretScan.Reach - 256));
        // Two keys in one text: each has its own end.
        int next = rest[1..].IndexOf("PuTTY-User-Key-File-"u8);
        rest = next < 0 ? rest : rest[..(next + 1)];
        int encryption = rest.IndexOf("\nEncryption: "u8);
        int lines = rest.IndexOf("\nPrivate-Lines: "u8);
        int mac = rest.IndexOf("\nPrivate-MAC: "u8);
        if (encryption < 0 || lines < encryption || mac < lines)
            return;
        if (rest[(encryption + 13)..].StartsWith("none"u8))
            hits.Add(rule, rule.Confidence, text, at, mac, "PuTTY-User-Key-File-");
        else
            hits.Add(SecretRules.EncryptedKeyKind, SecretConfidence.Low, SecretConfidence.Low, text, at, mac, "PuTTY-User-Key-File-", "");
    }
}
