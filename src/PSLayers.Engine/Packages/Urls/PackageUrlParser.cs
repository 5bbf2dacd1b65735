using System.Text;

namespace PSLayers.Packages.Urls;

/// <summary>Takes a package URL apart, from its end to its front (purl-spec, "How to parse a PURL").</summary>
internal static class PackageUrlParser
{
    private const string Scheme = "pkg:";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Takes one apart, as its parts stand; the rules of its type are not applied.</summary>
    /// <param name="text">The text.</param>
    /// <param name="mends">Whether keys that begin with a capital pass.</param>
    /// <exception cref="FormatException">It cannot be taken apart.</exception>
    public static PackageUrl Parse(string text, bool mends)
    {
        (string rest, string? subpath) = SplitLast(text, '#');
        (rest, string? query) = SplitLast(rest, '?');
        if (!rest.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            throw new FormatException("it does not begin with pkg:");
        rest = rest[Scheme.Length..].TrimStart('/');
        int slash = rest.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
            throw new FormatException("it has no type, or no name");
        string type = rest[..slash];
        rest = rest[(slash + 1)..];

        // An at sign in front of a later slash is part of a name space, as that of a scope of npm.
        (string path, string? version) = rest.LastIndexOf('@') is var at && at > rest.LastIndexOf('/') ? (rest[..at], rest[(at + 1)..]) : (rest.TrimEnd('/'), null);
        int end = PackageUrlRules.HasPathName(type) ? path.IndexOf('/', StringComparison.Ordinal) : path.LastIndexOf('/');
        (string space, string name) = end < 0 ? ("", path) : (path[..end], path[(end + 1)..]);
        return new PackageUrl(type, Segments(space), Decode(name), version is null ? null : Decode(version))
        {
            Qualifiers = Qualifiers(query, mends),
            Subpath = Segments(subpath ?? ""),
        };
    }

    private static (string Front, string? Behind) SplitLast(string text, char at) =>
        text.LastIndexOf(at) is >= 0 and var place ? (text[..place], text[(place + 1)..]) : (text, null);

    private static string Segments(string path) => string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(part => Decode(part) is var decoded && decoded.Contains('/', StringComparison.Ordinal)
        ? throw new FormatException("a part of a path has an encoded slash in it")
        : decoded));

    private static List<(string Key, string? Value)> Qualifiers(string? query, bool mends)
    {
        var qualifiers = new List<(string, string?)>();
        foreach (string pair in (query ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0)
                throw new FormatException("a qualifier has no equals sign");
            if (!mends && char.IsAsciiLetterUpper(pair[0]))
                throw new FormatException("the key of a qualifier begins with a capital");
            qualifiers.Add((pair[..equals], Decode(pair[(equals + 1)..])));
        }
        return qualifiers;
    }

    private static string Decode(string text)
    {
        if (!text.Contains('%', StringComparison.Ordinal))
            return text;
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];
            if (value == '%')
            {
                if (i + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[i + 1]) || !char.IsAsciiHexDigit((char)bytes[i + 2]))
                    throw new FormatException("a percent sign is not followed by two hexadecimal digits");
                value = (byte)((Digit(bytes[i + 1]) << 4) | Digit(bytes[i + 2]));
                i += 2;
            }
            bytes[length++] = value;
        }
        try
        {
            return Utf8.GetString(bytes.AsSpan(0, length));
        }
        catch (DecoderFallbackException e)
        {
            throw new FormatException("what is encoded is no UTF-8", e);
        }
    }

    private static int Digit(byte digit) => digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
}
