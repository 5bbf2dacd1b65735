using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Matching;

/// <summary>Private keys as text (RFC 7468, and OpenSSH's and OpenPGP's forms). One counts where it is whole: from BEGIN to END, with bytes that are a key.</summary>
internal static class PemKeys
{
    private const int LongestLabel = 24;
    private const int LargestKey = SecretScan.Reach - 256;
    private const int SmallestKey = 32;

    private static readonly SearchValues<byte> LabelSet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 "u8);
    private static readonly ByteClass KeySet = ByteClass.Named("base64");

    /// <summary>Looks at the words "PRIVATE KEY".</summary>
    public static void Find(SecretRule rule, ReadOnlySpan<byte> text, int at, SecretHits hits)
    {
        ReadOnlySpan<byte> before = text[Math.Max(0, at - LongestLabel)..at];
        int begin = before.LastIndexOf("-----BEGIN "u8);
        if (begin < 0)
            return;
        begin += at - before.Length;
        ReadOnlySpan<byte> label = text[(begin + 11)..at];
        int body = at + "PRIVATE KEY".Length;
        bool isPgp = text[body..].StartsWith(" BLOCK"u8);
        body += isPgp ? " BLOCK".Length : 0;
        if (label.IndexOfAnyExcept(LabelSet) >= 0 || !text[body..].StartsWith("-----"u8))
            return;
        body += 5;
        ReadOnlySpan<byte> rest = text.Slice(body, Math.Min(text.Length - body, LargestKey));
        int length = rest.IndexOf("-----"u8);
        if (length < 0 || !rest[length..].StartsWith("-----END "u8))
            return;
        ReadOnlySpan<byte> inner = rest[..length];
        int close = rest[(length + 9)..].IndexOf("-----"u8);
        int end = body + length + 9 + (close is >= 0 and < 64 ? close + 5 : 0);
        string title = System.Text.Encoding.ASCII.GetString(text[begin..body]);
        if (label.IndexOf("ENCRYPTED"u8) >= 0 || inner.IndexOf("ENCRYPTED"u8) >= 0)
        {
            AddEncrypted(title, text, begin, end, hits);
            return;
        }
        byte[] bytes = ArrayPool<byte>.Shared.Rent(LargestKey);
        try
        {
            int count = Decode(inner, bytes);
            if (count >= SmallestKey)
                Judge(rule, title, bytes.AsSpan(0, count), isPgp, text, begin, end, hits);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    private static void Judge(SecretRule rule, string title, ReadOnlySpan<byte> key, bool isPgp, ReadOnlySpan<byte> text, int begin, int end, SecretHits hits)
    {
        ReadOnlySpan<byte> magic = "openssh-key-v1\0"u8;
        if (isPgp)
        {
            // Nearly all of them are protected; which are stands behind numbers of many kinds.
            if (key[0] >= 0x80)
                AddEncrypted(title, text, begin, end, hits);
        }
        else if (key.StartsWith(magic))
        {
            if (key[magic.Length..].StartsWith("\0\0\0\x04none"u8))
                hits.Add(rule, rule.Confidence, text, begin, end - begin, title);
            else
                AddEncrypted(title, text, begin, end, hits);
        }
        else if (IsSequence(key))
        {
            bool isService = text[Math.Max(0, begin - SecretScan.Behind)..begin].IndexOf("service_account"u8) >= 0
                || text[end..Math.Min(text.Length, end + SecretScan.Behind)].IndexOf("service_account"u8) >= 0;
            hits.Add(isService ? SecretRules.ServiceAccountKind : rule.Kind, rule.Confidence, rule.ConfidenceInPackages, text, begin, end - begin, title, "");
        }
    }

    private static void AddEncrypted(string title, ReadOnlySpan<byte> text, int begin, int end, SecretHits hits) =>
        hits.Add(SecretRules.EncryptedKeyKind, SecretConfidence.Low, SecretConfidence.Low, text, begin, end - begin, title, "");

    // A key is one DER sequence that is as long as it says (X.690, 8.1.3).
    private static bool IsSequence(ReadOnlySpan<byte> key)
    {
        if (key[0] != 0x30)
            return false;
        (int length, int header) = key[1] switch
        {
            < 0x80 => (key[1], 2),
            0x81 => (key[2], 3),
            0x82 => (BinaryPrimitives.ReadUInt16BigEndian(key[2..]), 4),
            _ => (-1, 0),
        };
        return length >= 0 && header + length == key.Length;
    }

    // Line breaks may be such, or escapes of JSON and of source code; lines with a colon are headers.
    private static int Decode(ReadOnlySpan<byte> inner, byte[] bytes)
    {
        byte[] digits = ArrayPool<byte>.Shared.Rent(inner.Length);
        try
        {
            int count = 0, lineStart = 0;
            for (int i = 0; i < inner.Length; i++)
            {
                byte value = inner[i];
                if (KeySet.Has(value) || value == '=')
                {
                    digits[count++] = value;
                }
                else if (value == '\\' && i + 1 < inner.Length && inner[i + 1] is (byte)'n' or (byte)'r')
                {
                    i++;
                    lineStart = count;
                }
                else if (value == '\n')
                {
                    lineStart = count;
                }
                else if (value == ':')
                {
                    count = lineStart;
                    int end = inner[i..].IndexOf((byte)'\n');
                    if (end < 0)
                        return 0;
                    i += end;
                }
                else if (value is not ((byte)'\r' or (byte)' ' or (byte)'\t' or (byte)'"' or (byte)'\'' or (byte)',' or (byte)'\\'))
                {
                    return 0;
                }
            }
            // OpenPGP has a checksum behind the last line.
            int padding = digits.AsSpan(0, count).IndexOf((byte)'=');
            if (padding >= 0)
            {
                while (padding < count && digits[padding] == '=' && padding % 4 != 0)
                    padding++;
                count = padding;
            }
            return Base64.DecodeFromUtf8(digits.AsSpan(0, count), bytes, out _, out int written) == OperationStatus.Done ? written : 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(digits, clearArray: true);
        }
    }
}
