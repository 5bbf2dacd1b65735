using System.Text;

namespace PSLayers.Packages.Urls;

/// <summary>What the types of package URLs want of their parts (purl-spec, types).</summary>
internal static class PackageUrlRules
{
    // Of a type that is not here all parts stand as they are.
    private static readonly Dictionary<string, Rule> Rules = new Rule[]
    {
        new("alpm", Space.Needed) { LowersSpace = true, LowersName = true },
        new("apk", Space.Needed) { LowersSpace = true, LowersName = true },
        new("bazel", Space.Forbidden),
        new("bitbucket", Space.Needed) { LowersSpace = true, LowersName = true },
        new("bitnami", Space.Forbidden) { LowersName = true },
        new("brew", Space.Allowed) { LowersSpace = true, LowersName = true },
        new("cargo", Space.Forbidden),
        new("chrome-extension", Space.Forbidden) { LowersName = true, Fault = ChromeFault },
        new("cocoapods", Space.Forbidden) { Fault = url => url.Name.StartsWith('.') || url.Name.Contains('+', StringComparison.Ordinal) || url.Name.Any(char.IsWhiteSpace)
            ? "a pod's name has no blanks and no plus signs, and does not begin with a full stop" : null },
        new("composer", Space.Needed) { LowersSpace = true, LowersName = true },
        new("conda", Space.Forbidden),
        new("cpan", Space.Allowed) { RaisesSpace = true, Fault = url => url.Name.Contains("::", StringComparison.Ordinal) ? "the name is that of a module, not of a distribution" : null },
        new("cran", Space.Forbidden),
        new("deb", Space.Needed) { LowersSpace = true, LowersName = true },
        new("gem", Space.Forbidden),
        new("git", Space.Needed) { LowersSpace = true, HasPathName = true, Name = GitName },
        new("github", Space.Needed) { LowersSpace = true, LowersName = true },
        // Modules of one word have none, the standard library among them, as scanners call it.
        new("golang", Space.Allowed) { LowersSpace = true, LowersName = true },
        new("hackage", Space.Forbidden),
        new("hex", Space.Allowed) { LowersSpace = true, LowersName = true },
        new("huggingface", Space.Allowed) { LowersVersion = true },
        new("julia", Space.Forbidden) { Fault = url => url.Qualifier("uuid") is null ? "a package of Julia has a qualifier uuid" : null },
        new("luarocks", Space.Allowed) { LowersSpace = true, LowersName = true },
        new("maven", Space.Needed),
        new("mlflow", Space.Forbidden) { Name = MlflowName },
        new("nuget", Space.Forbidden),
        new("oci", Space.Forbidden) { LowersName = true, LowersVersion = true },
        new("opam", Space.Forbidden),
        new("otp", Space.Forbidden) { LowersName = true },
        new("pub", Space.Forbidden) { LowersName = true, Name = url => Replaced(url.Name, c => !char.IsAsciiLetterOrDigit(c), '_') },
        new("pypi", Space.Forbidden) { LowersName = true, Name = url => Replaced(url.Name, c => c == '_', '-') },
        new("qpkg", Space.Needed) { LowersSpace = true },
        new("rpm", Space.Needed) { LowersSpace = true },
        new("swid", Space.Allowed) { Fault = url => url.Qualifier("tag_id") is null ? "a SWID tag has a qualifier tag_id" : null },
        new("swift", Space.Needed),
        new("vcpkg", Space.Forbidden),
        new("vscode-extension", Space.Needed) { LowersSpace = true, LowersName = true },
        new("yocto", Space.Allowed) { LowersSpace = true },
    }.ToDictionary(rule => rule.Type);

    private enum Space
    {
        Allowed,
        Needed,
        Forbidden,
    }

    /// <summary>Whether the name is a path, and the name space the one part in front of it.</summary>
    /// <param name="type">The type, in any case.</param>
    public static bool HasPathName(string type) => Rules.TryGetValue(type.ToLowerInvariant(), out Rule? rule) && rule.HasPathName;

    /// <summary>Writes the parts as the rules of the type do.</summary>
    /// <param name="url">The URL; its type is in small letters.</param>
    public static PackageUrl Canonical(PackageUrl url)
    {
        if (!Rules.TryGetValue(url.Type, out Rule? rule))
            return url;
        PackageUrl canonical = url with
        {
            Namespace = rule.LowersSpace ? url.Namespace?.ToLowerInvariant() : rule.RaisesSpace ? url.Namespace?.ToUpperInvariant() : url.Namespace,
            Name = rule.LowersName ? url.Name.ToLowerInvariant() : url.Name,
            Version = rule.LowersVersion ? url.Version?.ToLowerInvariant() : url.Version,
        };
        return rule.Name is null ? canonical : canonical with { Name = rule.Name(canonical) };
    }

    /// <summary>What keeps parts from being those of a package URL, as a phrase; null for nothing.</summary>
    public static string? FaultOf(PackageUrl given)
    {
        if (given.Type.Length == 0 || !char.IsAsciiLetter(given.Type[0]) || given.Type.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-')))
            return "a type begins with a letter, and has letters, digits, full stops and hyphens";
        PackageUrl url = given.Canonical();
        if (url.Name.Length == 0)
            return "it has no name";
        string? before = null;
        foreach ((string key, _) in url.Qualifiers)
        {
            if (key.Length == 0 || !char.IsAsciiLetter(key[0]) || key.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_')))
                return "the key of a qualifier begins with a letter, and has letters, digits, full stops, hyphens and underscores";
            if (key == before)
                return "two qualifiers have the same key";
            before = key;
        }
        return Rules.TryGetValue(url.Type, out Rule? rule) ? rule.FaultOf(url) : null;
    }

    // 32 letters that stand for hexadecimal digits; one to four numbers.
    private static string? ChromeFault(PackageUrl url)
    {
        if (url.Name.Length != 32 || url.Name.AsSpan().ContainsAnyExceptInRange('a', 'p'))
            return "an extension's name has 32 letters from a to p";
        string[] numbers = url.Version?.Split('.') ?? ["0"];
        return numbers.Length > 4 || numbers.Any(number => number.Length == 0 || !number.All(char.IsAsciiDigit)) ? "an extension's version is one to four numbers" : null;
    }

    // Whether letters matter depends on the server: to these two they do not.
    private static string GitName(PackageUrl url) =>
        url.Namespace?.Split('.')[0] is "github" or "bitbucket" ? url.Name.ToLowerInvariant() : url.Name;

    // To Databricks letters do not matter.
    private static string MlflowName(PackageUrl url) =>
        url.Qualifier("repository_url")?.Contains("databricks", StringComparison.OrdinalIgnoreCase) == true ? url.Name.ToLowerInvariant() : url.Name;

    private static string Replaced(string text, Func<char, bool> isReplaced, char by)
    {
        var replaced = new StringBuilder(text.Length);
        foreach (char c in text)
            replaced.Append(isReplaced(c) ? by : c);
        return replaced.ToString();
    }

    private sealed record Rule(string Type, Space Space)
    {
        public bool LowersSpace { get; init; }

        public bool RaisesSpace { get; init; }

        public bool LowersName { get; init; }

        public bool LowersVersion { get; init; }

        public bool HasPathName { get; init; }

        public Func<PackageUrl, string>? Name { get; init; }

        public Func<PackageUrl, string?>? Fault { get; init; }

        public string? FaultOf(PackageUrl url) =>
            Space == Space.Needed && url.Namespace is null ? $"the type {Type} needs a name space"
            : Space == Space.Forbidden && url.Namespace is not null ? $"the type {Type} has no name spaces"
            : Fault?.Invoke(url);
    }
}
