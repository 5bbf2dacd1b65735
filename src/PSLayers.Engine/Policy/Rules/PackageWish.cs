using PSLayers.Layers;
using PSLayers.Packages;

namespace PSLayers.Policy.Rules;

/// <summary>Packages that a rule means: by name, and by version if it says so.</summary>
/// <param name="Name">The name, with wildcards.</param>
/// <param name="Operator">How the version is compared; empty for any version.</param>
/// <param name="Version">The version; behind an equals sign with wildcards.</param>
internal sealed record PackageWish(string Name, string Operator, string Version)
{
    // The longer ones first.
    private static readonly string[] Operators = ["<=", ">=", "<", ">", "="];

    private readonly NamePattern _name = new(Name, ignoresCase: true);
    private readonly NamePattern _version = new(Version, ignoresCase: false);

    /// <summary>Reads a wish such as <c>openssl</c>, <c>lib*</c>, <c>openssl &lt; 3.0.11</c> or <c>log4j = 2.1*</c>; null where it is none.</summary>
    public static PackageWish? Read(string text)
    {
        int at = text.AsSpan().IndexOfAny('<', '>', '=');
        string name = (at < 0 ? text : text[..at]).Trim();
        string how = at < 0 ? "" : Operators.First(known => text.AsSpan(at).StartsWith(known));
        string version = at < 0 ? "" : text[(at + how.Length)..].Trim();
        return name.Length == 0 || name.Contains(' ', StringComparison.Ordinal) || (at >= 0 && version.Length == 0) ? null : new PackageWish(name, how, version);
    }

    /// <summary>Whether a package has the name.</summary>
    public bool Names(ImagePackage package) => _name.Matches(package.Name);

    /// <summary>Whether a package of that name has the version, by the rules of its kind.</summary>
    public bool Includes(ImagePackage package)
    {
        if (Operator.Length == 0)
            return true;
        if (Operator == "=" && _version.Literal is null)
            return _version.Matches(package.Version);
        int order = PackageDatabases.All.First(database => database.Type == package.Type).Versions.Compare(package.Version, Version);
        return Operator switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, ">=" => order >= 0, _ => order == 0 };
    }

    /// <summary>The wish as one writes it.</summary>
    public override string ToString() => Operator.Length == 0 ? Name : $"{Name} {Operator} {Version}";
}
