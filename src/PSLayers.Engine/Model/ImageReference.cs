namespace PSLayers.Model;

/// <summary>Names of images. One image answers to several: docker shows <c>ubuntu</c> what is <c>docker.io/library/ubuntu:latest</c> in full.</summary>
internal static class ImageReference
{
    private const string DefaultRegistry = "docker.io/";
    private const string DefaultFolder = "library/";
    private const string DefaultTag = ":latest";

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
