using PSLayers.Packages;
using PSLayers.Packages.Urls;

namespace PSLayers.Sbom;

/// <summary>A package as bills of materials tell of it.</summary>
internal sealed class SbomComponent
{
    // Kinds whose packages have a name of two parts in other tools' lists.
    private static readonly string[] Grouped = ["composer", "maven", "npm"];

    // Kinds of the operating systems' packages.
    private static readonly string[] OfSystems = ["alpm", "apk", "deb", "rpm"];

    /// <param name="package">The package.</param>
    /// <param name="diffId">The layer that brought it, as the image names it; null where it does not.</param>
    public SbomComponent(ImagePackage package, string? diffId)
    {
        (Package, DiffId) = (package, diffId);
        License = package.License is null ? null : SpdxLicense.Of(package.License);
        int slash = package.Name.LastIndexOf('/');
        (Group, Name) = slash > 0 && Grouped.Contains(package.Type) ? (package.Name[..slash], package.Name[(slash + 1)..]) : (null, package.Name);
        if (!PackageUrl.TryParse(package.Purl, out PackageUrl? url, out _))
            return;
        Purl = package.Purl;
        if (IsOfSystem)
            ReadSource(url!);
    }

    /// <summary>The package.</summary>
    public ImagePackage Package { get; }

    /// <summary>What stands in front of the name, where its kind has that; else null.</summary>
    public string? Group { get; }

    /// <summary>The name without that.</summary>
    public string Name { get; }

    /// <summary>The package URL; null where the rules of its type allow none, as for a package of Composer without a vendor.</summary>
    public string? Purl { get; }

    /// <summary>What it says of its licence; null where it says nothing.</summary>
    public SpdxLicense? License { get; }

    /// <summary>The layer that brought it, as the image names it; null where it does not.</summary>
    public string? DiffId { get; }

    /// <summary>Whether it is the operating system's.</summary>
    public bool IsOfSystem => OfSystems.Contains(Package.Type);

    /// <summary>Name of what a package of the system was built from.</summary>
    public string? SourceName { get; private set; }

    /// <summary>Version of that, whole.</summary>
    public string? SourceVersion { get; private set; }

    /// <summary>The part in front of a colon; null where there is none.</summary>
    public string? SourceEpoch { get; private set; }

    /// <summary>The part between epoch and release.</summary>
    public string? SourceUpstream { get; private set; }

    /// <summary>The part behind the last hyphen; null where there is none, or the kind has none.</summary>
    public string? SourceRelease { get; private set; }

    private void ReadSource(PackageUrl url)
    {
        (SourceName, string? version) = SourceOf(url.Qualifier("upstream") ?? Package.Name);
        SourceUpstream = SourceVersion = version ?? Package.Version;
        if (Package.Type == "apk")
            return;
        if (SourceUpstream.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && SourceUpstream.AsSpan(0, colon).IndexOfAnyExceptInRange('0', '9') < 0)
            (SourceEpoch, SourceUpstream) = (SourceUpstream[..colon], SourceUpstream[(colon + 1)..]);
        if (SourceUpstream.LastIndexOf('-') is > 0 and var hyphen)
            (SourceUpstream, SourceRelease) = (SourceUpstream[..hyphen], SourceUpstream[(hyphen + 1)..]);
    }

    // NAME, NAME@VERSION, or the name of a source package of RPM: NAME-VERSION-RELEASE.src.rpm.
    private static (string Name, string? Version) SourceOf(string upstream)
    {
        if (upstream.EndsWith(".src.rpm", StringComparison.Ordinal))
        {
            string whole = upstream[..^".src.rpm".Length];
            int release = whole.LastIndexOf('-');
            if (release > 0 && whole.LastIndexOf('-', release - 1) is > 0 and var version)
                return (whole[..version], whole[(version + 1)..]);
        }
        return upstream.LastIndexOf('@') is > 0 and var at ? (upstream[..at], upstream[(at + 1)..]) : (upstream, null);
    }
}
