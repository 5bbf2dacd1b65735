using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>JSON Web Tokens (RFC 7519): two JSON objects and a signature, each in base64url.</summary>
internal static class WebTokens
{
    private const int Longest = 6 << 10;
    private const int ShortestSignature = 27;

    private static readonly string[] Algorithm = ["alg"];

    // What a token in use says at least one of (RFC 7519, 4.1): who made it, about whom, for whom, when, or what it allows.
    private static readonly string[] Claims = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "scope", "role", "email", "user_id", "azp"];

    private static readonly ByteClass Set = ByteClass.Named("word");

    /// <summary>Looks at a header's beginning.</summary>
    public static void Find(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        if (!Shape.BeginsAt(text, at, Set))
            return;
        ReadOnlySpan<byte> rest = text[at..];
        int header = Set.Leading(rest, Longest);
        if (header == Longest || header + 1 >= rest.Length || rest[header] != '.')
            return;
        int payload = Set.Leading(rest[(header + 1)..], Longest);
        int behind = header + 1 + payload;
        if (payload is 0 or Longest || behind + 1 >= rest.Length || rest[behind] != '.')
            return;
        int signature = Set.Leading(rest[(behind + 1)..], 1024);
        if (signature < ShortestSignature || !Reads(rest[..header], Algorithm, out _) || !Reads(rest.Slice(header + 1, payload), Claims, out bool isSample) || isSample)
            return;
        hits.AddToken(rule, rule.Confidence, text, at, behind + 1 + signature, header);
    }

    // Whether a part is an object that has one of some members.
    private static bool Reads(ReadOnlySpan<byte> part, string[] members, out bool isSample)
    {
        isSample = false;
        byte[] json = ArrayPool<byte>.Shared.Rent(part.Length);
        try
        {
            if (Base64Url.DecodeFromUtf8(part, json, out _, out int count) != OperationStatus.Done || count < 2 || json[0] != '{')
                return false;
            ReadOnlySpan<byte> decoded = json.AsSpan(0, count);
            // The token that every page about them shows.
            isSample = decoded.IndexOf("1234567890"u8) >= 0 || decoded.IndexOf("John Doe"u8) >= 0 || decoded.IndexOf("example"u8) >= 0;
            bool has = false;
            var reader = new Utf8JsonReader(decoded);
            while (reader.Read())
            {
                if (has || reader is not { TokenType: JsonTokenType.PropertyName, CurrentDepth: 1 })
                    continue;
                foreach (string member in members)
                    has |= reader.ValueTextEquals(member);
            }
            return has;
        }
        catch (JsonException)
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(json, clearArray: true);
        }
    }
}
