using System.Text;
using PSLayers.Secrets.Matching;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Places;

/// <summary>Finds values by their names in whatever has <c>name = value</c> or <c>name: value</c>: settings, shell, JSON, YAML, TOML.</summary>
internal static class NamedValues
{
    private const int LongSample = 32;
    private const int LongestName = 64;
    private const int LongestValue = 8 << 10;

    // A value that is none may have others in it, but not so that each byte is looked at again and again.
    private const int LongestLookedInto = 512;

    /// <summary>Looks for names.</summary>
    /// <param name="rule">The rule that findings belong to.</param>
    /// <param name="text">The text.</param>
    /// <param name="keys">The names; a question mark for those that sound secret.</param>
    /// <param name="isShell">Whether only an equals sign makes a value, which ends at what ends a word of a command.</param>
    /// <param name="isSecret">Whether a value can be a secret, by its name.</param>
    /// <param name="hits">Takes what is found.</param>
    public static void Find(SecretRule rule, ReadOnlySpan<byte> text, IReadOnlyList<string> keys, bool isShell, Func<string, ReadOnlySpan<byte>, bool> isSecret, SecretHits hits)
    {
        ReadOnlySpan<byte> signs = isShell ? "="u8 : "=:"u8;
        for (int at = 0; at < text.Length;)
        {
            int sign = text[at..].IndexOfAny(signs);
            if (sign < 0)
                return;
            at += sign + 1;
            ReadOnlySpan<byte> name = NameBefore(text[..(at - 1)]);
            if (name.IsEmpty || !IsWanted(name, keys))
                continue;
            (int start, int length) = ValueAt(text, at, isShell);
            string key = Encoding.Latin1.GetString(name);
            bool isReal = length > 0 && isSecret(key, text.Slice(start, length));
            // What manuals print, at a place for real ones: nobody can tell what came of it.
            bool isSample = !isReal && !isShell && length >= LongSample && Plausible.IsFilling(text.Slice(start, length));
            if (isReal || isSample)
            {
                hits.Add(rule, isReal ? rule.Confidence : SecretConfidence.Low, text, start, length, key + (char)text[at - 1]);
                at = start + length;
            }
            else if (length > LongestLookedInto)
            {
                at = start + length;
            }
        }
    }

    private static ReadOnlySpan<byte> NameBefore(ReadOnlySpan<byte> text)
    {
        text = text[Math.Max(0, text.Length - LongestName - 8)..].TrimEnd(" \t"u8);
        if (text is [.., (byte)'"' or (byte)'\''])
            text = text[..^1];
        int start = text.Length;
        while (start > 0 && (char.IsAsciiLetterOrDigit((char)text[start - 1]) || text[start - 1] is (byte)'_' or (byte)'-' or (byte)'.'))
            start--;
        return text[start..].TrimStart((byte)'-');
    }

    private static bool IsWanted(ReadOnlySpan<byte> name, IReadOnlyList<string> keys)
    {
        foreach (string key in keys)
        {
            if (key == "?" ? SecretNames.SoundSecret(name) : Ascii.EqualsIgnoreCase(name, key))
                return true;
        }
        return false;
    }

    private static (int Start, int Length) ValueAt(ReadOnlySpan<byte> text, int at, bool isShell)
    {
        while (at < text.Length && (text[at] is (byte)'>' || (!isShell && text[at] is (byte)' ' or (byte)'\t')))
            at++;
        if (at == text.Length)
            return (at, 0);
        ReadOnlySpan<byte> rest = text.Slice(at, Math.Min(text.Length - at, LongestValue));
        if (rest[0] is (byte)'"' or (byte)'\'')
        {
            int close = rest[1..].IndexOfAny(rest[0], (byte)'\n');
            return close < 0 ? (at, 0) : (at + 1, close);
        }
        int end = rest.IndexOfAny(isShell ? " \t\r\n;&|)\"'"u8 : " \t\r\n"u8);
        int length = (end < 0 ? rest : rest[..end]).TrimEnd(",;"u8).Length;
        return (at, length);
    }
}
