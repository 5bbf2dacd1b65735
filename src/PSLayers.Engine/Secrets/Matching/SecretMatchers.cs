using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Looks closely at a place where a secret may be, in time linear in what it reads.</summary>
/// <param name="rule">The rule.</param>
/// <param name="text">The text around, at least <see cref="SecretScan.Reach"/> bytes behind the place unless it ends before.</param>
/// <param name="at">Where the rule's anchor is.</param>
/// <param name="hits">Takes what is found.</param>
internal delegate void SecretMatcher(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits);

/// <summary>The code that rules name.</summary>
internal static class SecretMatchers
{
    private static readonly Dictionary<string, SecretMatcher> All = new(StringComparer.Ordinal)
    {
        ["aws-id"] = AwsKeys.FindId,
        ["aws-secret"] = AwsKeys.FindSecret,
        ["pem"] = PemKeys.Find,
        ["putty"] = PuttyKeys.Find,
        ["jwt"] = WebTokens.Find,
        ["url"] = UrlPasswords.Find,
    };

    /// <summary>A matcher by name.</summary>
    public static SecretMatcher Named(string name) => All[name];
}
