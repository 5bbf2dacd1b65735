using PSLayers.Text;

namespace PSLayers.Model;

/// <summary>What an image runs on: <c>os/architecture[/variant][:os.version]</c> (image-spec, image-index.md, "platform").</summary>
/// <param name="Os">For example <c>linux</c>.</param>
/// <param name="Architecture">For example <c>amd64</c>.</param>
/// <param name="Variant">For example <c>v8</c>; null where there is none.</param>
/// <param name="OsVersion">For example <c>10.0.20348.1</c>; null where there is none.</param>
internal sealed record Platform(string Os, string Architecture, string? Variant = null, string? OsVersion = null)
{
    /// <summary>Makes a platform of what a document says; null where it says nothing of use.</summary>
    internal static Platform? Of(string? os, string? architecture, string? variant, string? osVersion) =>
        string.IsNullOrEmpty(os) && string.IsNullOrEmpty(architecture)
            ? null
            : new Platform(NotEmpty(os) ?? "unknown", NotEmpty(architecture) ?? "unknown", NotEmpty(variant), NotEmpty(osVersion));

    /// <summary>The written form.</summary>
    public override string ToString() =>
        $"{Os}/{Architecture}{(Variant is null ? "" : "/" + Variant)}{(OsVersion is null ? "" : ":" + OsVersion)}";

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : VisibleText.Line(text);
}
