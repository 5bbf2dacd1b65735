using System.Globalization;
using System.Text;

namespace PSLayers.Packages;

/// <summary>A package URL: one name for a package in the lists of all tools (purl-spec, "Package URL specification", and the rules of its types).</summary>
/// <param name="Type">The kind, in small letters.</param>
/// <param name="Namespace">What stands in front of the name, with slashes between its parts; null for nothing.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The version; null for none.</param>
internal sealed record PackageUrl(string Type, string? Namespace, string Name, string? Version)
{
    // Kinds whose names and name spaces are written in small letters.
    private static readonly string[] Lower = ["alpm", "apk", "bitbucket", "composer", "deb", "github", "golang", "hex", "pypi"];

    /// <summary>Further marks, such as <c>arch</c>; empty ones are left out.</summary>
    public IReadOnlyCollection<(string Key, string? Value)> Qualifiers { get; init; } = [];

    /// <summary>The one way to write it: qualifiers in the order of their keys, all but a few characters as percent signs and digits.</summary>
    public override string ToString()
    {
        var url = new StringBuilder("pkg:").Append(Type);
        bool isLower = Array.IndexOf(Lower, Type) >= 0;
        foreach (string part in (Namespace ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
            Encode(url.Append('/'), isLower || Type == "rpm" ? part.ToLowerInvariant() : part);
        string name = isLower ? Name.ToLowerInvariant() : Name;
        Encode(url.Append('/'), Type == "pypi" ? name.Replace('_', '-') : name);
        if (!string.IsNullOrEmpty(Version))
            Encode(url.Append('@'), Version);
        char before = '?';
        foreach ((string key, string? value) in Qualifiers.OrderBy(qualifier => qualifier.Key, StringComparer.Ordinal))
        {
            if (string.IsNullOrEmpty(value))
                continue;
            Encode(url.Append(before).Append(key.ToLowerInvariant()).Append('='), value);
            before = '&';
        }
        return url.ToString();
    }

    private static void Encode(StringBuilder url, string text)
    {
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            char c = (char)value;
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '~' or ':')
                url.Append(c);
            else
                url.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
    }
}
