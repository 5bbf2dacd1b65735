using PSLayers.Sbom.Formats;

namespace PSLayers.Sbom;

/// <summary>The forms of bills of materials. A new one is a class, and a line here.</summary>
internal static class SbomFormats
{
    /// <summary>All forms, the usual one first.</summary>
    public static IReadOnlyList<ISbomFormat> All { get; } = [new CycloneDxFormat(), new SpdxFormat()];

    /// <summary>What they are called.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>Finds one by what it is called, in any case; null where there is none.</summary>
    public static ISbomFormat? Find(string name) => All.FirstOrDefault(format => format.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
}
