using System.Buffers;
using System.Text;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Passwords in URLs: <c>scheme://user:password@host</c> (RFC 3986, 3.2).</summary>
internal static class UrlPasswords
{
    private const int LongestScheme = 24;
    private const int LongestAuthority = 400;

    private static readonly SearchValues<byte> Ends = SearchValues.Create("/?# \t\r\n\"'`<>\\^|{}()[],;\0"u8);
    private static readonly ByteClass SchemeSet = ByteClass.Named("dotted");

    private static readonly string[] SampleHosts = ["example", "host", "hostname", "server", "domain", "localhost.example", "myhost", "your", "test", "foo", "bar", "1.2.3.4", "proxy", "somehost", "site"];
    private static readonly string[] OwnHosts = ["localhost", "127.0.0.1", "::1", "0.0.0.0"];
    private static readonly HashSet<string> SampleUsers = new(StringComparer.OrdinalIgnoreCase) { "user", "username", "foo", "joe", "john", "usr", "name", "scott", "login", "me", "myuser", "u" };

    /// <summary>Looks at the three characters behind a scheme.</summary>
    public static void Find(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        int start = at + 3;
        ReadOnlySpan<byte> rest = text.Slice(start, Math.Min(text.Length - start, LongestAuthority));
        int length = rest.IndexOfAny(Ends);
        ReadOnlySpan<byte> authority = length < 0 ? rest : rest[..length];
        int host = authority.LastIndexOf((byte)'@') + 1;
        int colon = authority.IndexOf((byte)':');
        if (host < 2 || colon < 0 || colon >= host - 2)
            return;
        int scheme = SchemeSet.Trailing(text[..at], LongestScheme);
        ReadOnlySpan<byte> user = authority[..colon], password = authority[(colon + 1)..(host - 1)], server = authority[host..];
        if (scheme < 2 || server.IsEmpty || !IsHost(server) || !Plausible.IsPassword(password) || user.SequenceEqual(password) || user.IndexOfAny("$%*"u8) >= 0)
            return;
        string name = Encoding.Latin1.GetString(server).ToLowerInvariant();
        if (IsSample(Encoding.Latin1.GetString(user), name, password))
            return;
        SecretConfidence confidence = Array.Exists(OwnHosts, own => name == own || name.StartsWith(own + ":", StringComparison.Ordinal)) ? SecretConfidence.Low : rule.Confidence;
        string before = Encoding.Latin1.GetString(text[(at - scheme)..(start + colon + 1)]);
        hits.Add(rule, confidence, text, start + colon + 1, password.Length, before, "@" + name);
    }

    private static bool IsHost(ReadOnlySpan<byte> server) => char.IsAsciiLetterOrDigit((char)server[0]) && server.IndexOfAny("$%*@"u8) < 0;

    // Names of samples count less the more the password looks drawn at random.
    private static bool IsSample(string user, string host, ReadOnlySpan<byte> password)
    {
        string first = host.Split('.', ':')[0];
        bool isSampleHost = host.Contains("example", StringComparison.Ordinal) || Array.IndexOf(SampleHosts, first) >= 0;
        return isSampleHost || (!Plausible.IsRandom(password) && SampleUsers.Contains(user));
    }
}
