using System.Buffers;
using System.Buffers.Text;
using System.Text;
using PSLayers.Secrets.Matching;
using PSLayers.Secrets.Rules;
using PSLayers.Secrets.Search;

namespace PSLayers.Secrets.Places;

/// <summary>Reads files that by their names keep secrets.</summary>
internal static class PlaceReading
{
    /// <summary>Reads one.</summary>
    /// <param name="place">What kind of file it is.</param>
    /// <param name="text">Its text, from the first byte.</param>
    /// <param name="hits">Takes what is found.</param>
    public static void Read(SecretPlace place, ReadOnlySpan<byte> text, SecretHits hits)
    {
        switch (place.Form)
        {
            case "pairs":
                NamedValues.Find(place.Rule, text, place.Keys, isShell: false, place.Keys is ["?"] ? Plausible.IsNamedSecret : (_, value) => Plausible.IsPassword(value), hits);
                break;
            case "docker":
                NamedValues.Find(place.Rule, text, place.Keys, isShell: false, IsDockerLogin, hits);
                break;
            case "netrc":
                ReadNetrc(place.Rule, text, hits);
                break;
            case "urls":
                for (int at = 0; text[at..].IndexOf("://"u8) is >= 0 and var next; at += next + 3)
                    UrlPasswords.Find(place.Rule, text, at + next, hits);
                break;
            case "xml":
                ReadXml(place, text, hits);
                break;
            case "whole":
                ReadOnlySpan<byte> whole = text.Trim(" \t\r\n"u8);
                if (whole.Length < 512 && Plausible.IsPassword(whole))
                    hits.Add(place.Rule, place.Rule.Confidence, text, text.IndexOf(whole), whole.Length, "");
                break;
            default:
                ReadLines(place, text, hits);
                break;
        }
    }

    // The name and the password of a registry, with a colon between them, in base64.
    private static bool IsDockerLogin(string key, ReadOnlySpan<byte> value)
    {
        if (!key.Equals("auth", StringComparison.OrdinalIgnoreCase))
            return Plausible.IsPassword(value) && value.Length >= 16;
        Span<byte> login = stackalloc byte[1024];
        if (value.Length > login.Length || Base64.DecodeFromUtf8(value, login, out _, out int count) != OperationStatus.Done)
            return false;
        login = login[..count];
        int colon = login.IndexOf((byte)':');
        return colon > 0 && Plausible.IsPassword(login[(colon + 1)..].TrimEnd((byte)0));
    }

    // Words with blanks or line breaks between them: "machine HOST login NAME password WORD".
    private static void ReadNetrc(SecretRule rule, ReadOnlySpan<byte> text, SecretHits hits)
    {
        bool isPassword = false;
        for (int at = 0; at < text.Length;)
        {
            int start = text[at..].IndexOfAnyExcept(" \t\r\n"u8);
            if (start < 0)
                return;
            start += at;
            int length = text[start..].IndexOfAny(" \t\r\n"u8);
            length = length < 0 ? text.Length - start : length;
            ReadOnlySpan<byte> word = text.Slice(start, length);
            bool isName = word.SequenceEqual("login"u8) || word.SequenceEqual("machine"u8) || word.SequenceEqual("account"u8);
            if (isPassword && !isName && Plausible.IsPassword(word))
                hits.Add(rule, rule.Confidence, text, start, length, "password ");
            isPassword = !isPassword && word.SequenceEqual("password"u8);
            at = start + length;
        }
    }

    // <password>WORD</password>, or <add key="ClearTextPassword" value="WORD" />.
    private static void ReadXml(SecretPlace place, ReadOnlySpan<byte> text, SecretHits hits)
    {
        foreach (string key in place.Keys)
        {
            byte[] element = Encoding.ASCII.GetBytes($"<{key}>"), attribute = Encoding.ASCII.GetBytes($"\"{key}\"");
            for (int at = 0; text[at..].IndexOf(element) is >= 0 and var next;)
            {
                at += next + element.Length;
                int length = text[at..].IndexOf((byte)'<');
                if (length > 0 && length < 1024 && Plausible.IsPassword(text.Slice(at, length).Trim(" \t\r\n"u8)) && text[at] != '{')
                    hits.Add(place.Rule, place.Rule.Confidence, text, at, length, $"<{key}>");
            }
            for (int at = 0; text[at..].IndexOf(attribute) is >= 0 and var next;)
            {
                at += next + attribute.Length;
                ReadOnlySpan<byte> rest = text[at..].TrimStart(" \t\r\n"u8);
                if (!rest.StartsWith("value=\""u8))
                    continue;
                int start = text.Length - rest.Length + 7;
                int length = text[start..].IndexOf((byte)'"');
                if (length > 0 && Plausible.IsPassword(text.Slice(start, length)))
                    hits.Add(place.Rule, place.Rule.Confidence, text, start, length, key + "=");
            }
        }
    }

    private static void ReadLines(SecretPlace place, ReadOnlySpan<byte> text, SecretHits hits)
    {
        for (int at = 0; at < text.Length;)
        {
            int length = text[at..].IndexOf((byte)'\n');
            length = length < 0 ? text.Length - at : length;
            ReadOnlySpan<byte> line = text.Slice(at, length).TrimEnd((byte)'\r');
            (int start, int end, string before) = place.Form switch
            {
                _ when line is [(byte)'#', ..] => default,
                "pgpass" => Pgpass(line),
                "hashes" => Hash(line),
                _ => Define(line, place.Keys),
            };
            if (end > start && (place.Form == "hashes" || Plausible.IsPassword(line[start..end])))
                hits.Add(place.Rule, place.Rule.Confidence, text, at + start, end - start, before);
            at += length + 1;
        }
    }

    // HOST:PORT:DATABASE:USER:PASSWORD; a backslash takes the meaning from a colon.
    private static (int Start, int End, string Before) Pgpass(ReadOnlySpan<byte> line)
    {
        int colons = 0;
        for (int i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\')
                i++;
            else if (line[i] == ':' && ++colons == 4)
                return (i + 1, line.Length, ":::: ");
        }
        return default;
    }

    // NAME:$METHOD$SALT$HASH:…
    private static (int Start, int End, string Before) Hash(ReadOnlySpan<byte> line)
    {
        int colon = line.IndexOf((byte)':');
        if (colon < 0)
            return default;
        int end = line[(colon + 1)..].IndexOf((byte)':');
        end = end < 0 ? line.Length : colon + 1 + end;
        ReadOnlySpan<byte> hash = line[(colon + 1)..end];
        return hash.Length >= 13 && (hash[0] == '$' || hash.StartsWith("{SHA}"u8)) ? (colon + 1, end, Encoding.Latin1.GetString(line[..Math.Min(colon, 64)]) + ":") : default;
    }

    // define('NAME', 'VALUE');
    private static (int Start, int End, string Before) Define(ReadOnlySpan<byte> line, IReadOnlyList<string> keys)
    {
        line = line[..Math.Min(line.Length, 1024)];
        foreach (string key in keys)
        {
            int name = line.IndexOf(Encoding.ASCII.GetBytes($"'{key}'"));
            int open = name < 0 ? -1 : line[(name + key.Length + 2)..].IndexOf((byte)'\'');
            int start = name + key.Length + 3 + open;
            int length = open < 0 ? -1 : line[start..].IndexOf((byte)'\'');
            if (length > 0)
                return (start, start + length, key + "=");
        }
        return default;
    }
}
