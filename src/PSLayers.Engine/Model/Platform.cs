using PSLayers.Text;

namespace PSLayers.Model;

/// <summary>What an image runs on: <c>os/architecture[/variant][:os.version]</c> (image-spec, image-index.md, "platform").</summary>
/// <param name="Os">For example <c>linux</c>.</param>
/// <param name="Architecture">For example <c>amd64</c>.</param>
/// <param name="Variant">For example <c>v8</c>; null where there is none.</param>
/// <param name="OsVersion">For example <c>10.0.20348.1</c>; null where there is none.</param>
internal sealed record Platform(string Os, string Architecture, string? Variant = null, string? OsVersion = null)
{
    private const string Unknown = "unknown";

    private static readonly string[] Architectures =
        ["386", "amd64", "arm", "arm64", "armel", "armhf", "aarch64", "i386", "loong64", "mips64le", "ppc64le", "riscv64", "s390x", "wasm", "x86_64", "x86-64"];

    /// <summary>Makes a platform of what a document says; null where it says nothing of use.</summary>
    internal static Platform? Of(string? os, string? architecture, string? variant, string? osVersion) =>
        string.IsNullOrEmpty(os) && string.IsNullOrEmpty(architecture)
            ? null
            : new Platform(NotEmpty(os) ?? Unknown, NotEmpty(architecture) ?? Unknown, NotEmpty(variant), NotEmpty(osVersion));

    /// <summary>The written form.</summary>
    public override string ToString() =>
        $"{Os}/{Architecture}{(Variant is null ? "" : "/" + Variant)}{(OsVersion is null ? "" : ":" + OsVersion)}";

    /// <summary>Reads the written form. One word alone is an operating system, or an architecture where it is known as one.</summary>
    public static Platform Parse(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string[] parts = (colon < 0 ? text : text[..colon]).Split('/', 3);
        string? version = colon < 0 ? null : NotEmpty(text[(colon + 1)..]);
        if (parts.Length > 1)
            return new Platform(parts[0], parts[1], parts.Length > 2 ? NotEmpty(parts[2]) : null, version);
        return Architectures.Contains(parts[0].ToLowerInvariant()) ? new Platform("", parts[0], null, version) : new Platform(parts[0], "", null, version);
    }

    /// <summary>The one way to write it of several that mean the same, as containerd has it: <c>arm64/v8</c> is <c>arm64</c>, <c>arm</c> is
    /// <c>arm/v7</c>, <c>x86_64</c> is <c>amd64</c>, <c>aarch64</c> is <c>arm64</c>.</summary>
    public Platform Normalized()
    {
        string os = Os.ToLowerInvariant(), architecture = Architecture.ToLowerInvariant();
        string? variant = Variant?.ToLowerInvariant();
        (architecture, variant) = (architecture, variant) switch
        {
            ("i386", _) => ("386", null),
            ("x86_64" or "x86-64" or "amd64", null or "v1" or "1") => ("amd64", null),
            ("x86_64" or "x86-64", _) => ("amd64", variant),
            ("aarch64" or "arm64", null or "v8" or "8" or "v8.0" or "8.0") => ("arm64", null),
            ("aarch64", _) => ("arm64", variant),
            ("armhf", _) => ("arm", "v7"),
            ("armel", _) => ("arm", "v6"),
            ("arm", null or "7") => ("arm", "v7"),
            ("arm", "5" or "6" or "8") => ("arm", "v" + variant),
            _ => (architecture, variant),
        };
        return new Platform(os == "macos" ? "darwin" : os, architecture, variant, OsVersion);
    }

    /// <summary>Whether this is what was asked for. What was left out of the question may be anything, but a variant is the usual one.</summary>
    public bool Answers(Platform wanted)
    {
        Platform own = Normalized(), other = wanted.Normalized();
        return (other.Os.Length == 0 || own.Os == other.Os)
            && (other.Architecture.Length == 0 || (own.Architecture == other.Architecture && own.Variant == other.Variant))
            && (other.OsVersion is null || string.Equals(own.OsVersion, other.OsVersion, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether another statement about the same image says something else; one that says less does not.</summary>
    public bool Contradicts(Platform stated)
    {
        Platform own = Normalized(), other = stated.Normalized();
        return Differs(own.Os, other.Os) || Differs(own.Architecture, other.Architecture)
            || (Variant is not null && stated.Variant is not null && own.Variant != other.Variant);
    }

    private static bool Differs(string one, string other) => one != Unknown && other != Unknown && one != other;

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : VisibleText.Line(text);
}
