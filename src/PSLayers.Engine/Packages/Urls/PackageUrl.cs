using System.Globalization;
using System.Text;

namespace PSLayers.Packages.Urls;

/// <summary>A package URL: one name for a package in the lists of all tools (purl-spec, "Core Specification", and the definitions of its types).
/// Two are equal where they are written alike.</summary>
/// <param name="Type">The kind, in any case.</param>
/// <param name="Namespace">What stands in front of the name, with slashes between its parts; null for nothing.</param>
/// <param name="Name">The name.</param>
/// <param name="Version">The version; null for none.</param>
internal sealed record PackageUrl(string Type, string? Namespace, string Name, string? Version)
{
    /// <summary>Further marks, such as <c>arch</c>; those without a value are as good as absent.</summary>
    public IReadOnlyCollection<(string Key, string? Value)> Qualifiers { get; init; } = [];

    /// <summary>A path within the package; null for none.</summary>
    public string? Subpath { get; init; }

    /// <summary>What keeps it from being a package URL, as a phrase; null where it is one.</summary>
    public string? Fault => PackageUrlRules.FaultOf(this);

    /// <summary>The value of a qualifier; null where it has none.</summary>
    public string? Qualifier(string key) => Qualifiers.FirstOrDefault(qualifier => qualifier.Key == key).Value;

    /// <summary>The same with its parts as the rules of its type write them: letters that do not matter small, qualifiers in the order of their keys.</summary>
    public PackageUrl Canonical() => PackageUrlRules.Canonical(this with
    {
        Type = Type.ToLowerInvariant(),
        Namespace = Joined(Namespace, _ => true),
        Name = Name.Trim('/'),
        Version = string.IsNullOrEmpty(Version) ? null : Version,
        Qualifiers = [.. Qualifiers.Where(qualifier => !string.IsNullOrEmpty(qualifier.Value))
            .Select(qualifier => (qualifier.Key.ToLowerInvariant(), qualifier.Value)).OrderBy(qualifier => qualifier.Item1, StringComparer.Ordinal)],
        Subpath = Joined(Subpath, part => part is not ("." or "..")),
    });

    /// <summary>Reads one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="url">What it says, in canonical form; null where it is none.</param>
    /// <param name="fault">Why it is none, as a phrase; null where it is one.</param>
    /// <param name="mends">Whether keys that begin with a capital pass, to be written small: what the specification wants of who mends URLs, and forbids
    /// who reads them.</param>
    public static bool TryParse(string text, out PackageUrl? url, out string? fault, bool mends = false)
    {
        (url, fault) = (null, null);
        try
        {
            PackageUrl parsed = PackageUrlParser.Parse(text, mends);
            if ((fault = parsed.Fault) is not null)
                return false;
            url = parsed.Canonical();
            return true;
        }
        catch (FormatException e)
        {
            fault = e.Message;
            return false;
        }
    }

    /// <inheritdoc/>
    public bool Equals(PackageUrl? other) => other is not null && ToString() == other.ToString();

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The one way to write it, canonical: all but a few characters as percent signs and digits.</summary>
    public override string ToString()
    {
        PackageUrl canonical = Canonical();
        var text = new StringBuilder("pkg:").Append(canonical.Type);
        foreach (string part in (canonical.Namespace ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
            Encode(text.Append('/'), part);
        foreach (string part in PackageUrlRules.HasPathName(canonical.Type) ? canonical.Name.Split('/') : [canonical.Name])
            Encode(text.Append('/'), part);
        if (canonical.Version is not null)
            Encode(text.Append('@'), canonical.Version);
        char before = '?';
        foreach ((string key, string? value) in canonical.Qualifiers)
        {
            Encode(text.Append(before).Append(key).Append('='), value!);
            before = '&';
        }
        before = '#';
        foreach (string part in (canonical.Subpath ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            Encode(text.Append(before), part);
            before = '/';
        }
        return text.ToString();
    }

    private static string? Joined(string? path, Func<string, bool> counts) =>
        string.Join('/', (path ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries).Where(counts)) is { Length: > 0 } joined ? joined : null;

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
