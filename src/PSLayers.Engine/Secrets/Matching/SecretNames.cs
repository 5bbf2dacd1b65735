using System.Text;

namespace PSLayers.Secrets.Matching;

/// <summary>Which names of settings sound as if their values were secret.</summary>
internal static class SecretNames
{
    private const int Longest = 128;

    private static readonly HashSet<string> Words = new(StringComparer.Ordinal)
    {
        "password", "passwd", "passphrase", "pwd", "secret", "secrets", "token", "apikey", "accesskey", "secretkey", "privatekey", "credential", "credentials", "passcode", "pat",
    };

    // What makes a word before "key" a secret one.
    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "api", "access", "secret", "private", "auth", "signing", "encryption", "master", "license", "service", "account", "app" };

    // What a secret's name goes on with where the value is about it, not the secret.
    private static readonly HashSet<string> About = new(StringComparer.Ordinal)
    {
        "file", "path", "dir", "url", "uri", "name", "id", "ttl", "length", "type", "expiry", "expires", "expiration", "policy", "regex", "pattern", "hint", "version", "endpoint", "issuer",
        "header", "prefix", "env", "algorithm", "min", "max", "limit", "count", "enabled", "required", "field", "label", "store", "provider", "arn", "ref", "lifetime", "hash", "salt", "size", "username",
    };

    /// <summary>Whether a name sounds secret: <c>DB_PASSWORD</c>, <c>apiToken</c>, <c>private-key</c>, but not <c>TOKEN_URL</c>.</summary>
    public static bool SoundSecret(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || name.Length > Longest)
            return false;
        List<string> words = Split(name);
        if (words.Count == 0 || About.Contains(words[^1]))
            return false;
        for (int i = 0; i < words.Count; i++)
        {
            if (Words.Contains(words[i]) || words[i].EndsWith("password", StringComparison.Ordinal) || words[i].EndsWith("passwd", StringComparison.Ordinal))
                return true;
            if (i > 0 && words[i] is "key" && Keys.Contains(words[i - 1]))
                return true;
        }
        return false;
    }

    // Words end at what is no letter or digit, and where a capital follows a small letter.
    private static List<string> Split(ReadOnlySpan<byte> name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (int i = 0; i < name.Length; i++)
        {
            char c = (char)name[i];
            bool isBreak = !char.IsAsciiLetterOrDigit(c) || (char.IsAsciiLetterUpper(c) && i > 0 && char.IsAsciiLetterLower((char)name[i - 1]));
            if (isBreak && word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
            if (char.IsAsciiLetterOrDigit(c))
                word.Append(char.ToLowerInvariant(c));
        }
        if (word.Length > 0)
            words.Add(word.ToString());
        return words;
    }
}
