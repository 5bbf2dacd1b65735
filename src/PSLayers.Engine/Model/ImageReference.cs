namespace PSLayers.Model;

/// <summary>Names of images. One image answers to several: docker shows <c>ubuntu</c> what is <c>docker.io/library/ubuntu:latest</c> in full.</summary>
internal static class ImageReference
{
    private const string DefaultRegistry = "docker.io/";
    private const string DefaultFolder = "library/";
    private const string DefaultTag = ":latest";
    private const int LongestRepository = 255;
    private const int LongestTag = 128;

    /// <summary>All the ways to write a name: as given, in full, and as short as docker allows.</summary>
    public static IEnumerable<string> Forms(string name)
    {
        string full = Full(name);
        string familiar = full.StartsWith(DefaultRegistry + DefaultFolder, StringComparison.Ordinal) ? full[(DefaultRegistry.Length + DefaultFolder.Length)..]
            : full.StartsWith(DefaultRegistry, StringComparison.Ordinal) ? full[DefaultRegistry.Length..]
            : full;
        var forms = new List<string> { name, full, familiar };
        if (familiar.EndsWith(DefaultTag, StringComparison.Ordinal))
            forms.Add(familiar[..^DefaultTag.Length]);
        return forms.Distinct();
    }

    /// <summary>Parts a name into what is in front of its tag, and the tag; null where it has none.</summary>
    public static (string Repository, string? Tag) SplitTag(string name)
    {
        string named = name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? name[..at] : name;
        return named.LastIndexOf(':') is var colon && colon > named.LastIndexOf('/') ? (named[..colon], named[(colon + 1)..]) : (named, null);
    }

    /// <summary>Whether a name can be given to an image (the grammar of distribution's references): an optional registry, parts of lower-case letters
    /// and digits, an optional tag. A digest is no name that can be given.</summary>
    public static bool IsValid(string name)
    {
        (string repository, string? tag) = SplitTag(name);
        if (name.Contains('@', StringComparison.Ordinal) || (tag is not null && !IsTag(tag)) || repository.Length > LongestRepository)
            return false;
        string[] parts = repository.Split('/');
        int first = parts.Length > 1 && IsRegistry(parts[0]) ? 1 : 0;
        return parts[first..].All(IsPart);
    }

    // A host's name, or its address, and a port.
    private static bool IsRegistry(string part)
    {
        int colon = part.LastIndexOf(':');
        bool hasPort = colon > part.LastIndexOf(']');
        string host = hasPort ? part[..colon] : part;
        if (hasPort && (colon + 1 == part.Length || part.AsSpan(colon + 1).ContainsAnyExceptInRange('0', '9')))
            return false;
        if (host is ['[', .., ']'])
            return host[1..^1].All(c => char.IsAsciiHexDigit(c) || c == ':');
        return host.Split('.').All(label => label.Length > 0 && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-') && label[0] != '-' && label[^1] != '-');
    }

    // Letters and digits, with a point, one or two underscores, or any number of hyphens between them.
    private static bool IsPart(string part)
    {
        if (part.Length == 0 || !IsLetter(part[0]) || !IsLetter(part[^1]))
            return false;
        for (int i = 0; i < part.Length;)
        {
            int start = i;
            while (i < part.Length && !IsLetter(part[i]))
                i++;
            string between = part[start..i];
            if (between is not ("" or "." or "_" or "__") && between.AsSpan().ContainsAnyExcept('-'))
                return false;
            if (i == start)
                i++;
        }
        return true;

        static bool IsLetter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
    }

    private static bool IsTag(string tag) => tag.Length is > 0 and <= LongestTag && tag[0] is not ('.' or '-') && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary>A name in full: with registry, folder and tag.</summary>
    public static string Full(string name)
    {
        // The registry's old name, which docker still takes for the new one.
        if (name.StartsWith("index." + DefaultRegistry, StringComparison.Ordinal))
            name = name["index.".Length..];
        bool isDefault = name.StartsWith(DefaultRegistry, StringComparison.Ordinal);
        string rest = isDefault ? name[DefaultRegistry.Length..] : name;
        int slash = rest.IndexOf('/');
        string first = slash < 0 ? "" : rest[..slash];
        bool hasRegistry = !isDefault && (first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first == "localhost");
        string full = hasRegistry ? name : slash < 0 ? DefaultRegistry + DefaultFolder + rest : DefaultRegistry + rest;
        return full.LastIndexOf(':') > full.LastIndexOf('/') || full.Contains('@', StringComparison.Ordinal) ? full : full + DefaultTag;
    }
}
