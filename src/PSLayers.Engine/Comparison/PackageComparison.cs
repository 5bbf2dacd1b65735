using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Packages;
using PSLayers.Trees;

namespace PSLayers.Comparison;

/// <summary>Which packages two images have, and in which versions.</summary>
/// <param name="reference">The image to compare with.</param>
/// <param name="difference">The image that is compared.</param>
/// <param name="meter">Told of each byte that is read; carries the wish to stop.</param>
internal sealed class PackageComparison(LayeredImage reference, LayeredImage difference, ReadMeter meter)
{
    /// <summary>What could not be read, or is broken.</summary>
    public List<ImageException> Errors { get; } = [];

    /// <summary>What is odd, each with the archive that it is about.</summary>
    public List<(string ImagePath, ImageWarning Warning)> Warnings { get; } = [];

    /// <summary>The packages of both images by kind and name, each with its versions. Of several versions of one package those that both have are
    /// pairs, and then the oldest with the oldest.</summary>
    public IEnumerable<(string Name, string? Reference, string? Difference)> Rows()
    {
        SortedDictionary<string, List<string>> one = VersionsOf(reference), other = VersionsOf(difference);
        foreach (string name in one.Keys.Union(other.Keys).Order(StringComparer.Ordinal))
        {
            List<string> old = one.GetValueOrDefault(name) ?? [], now = other.GetValueOrDefault(name) ?? [];
            var left = new List<string>();
            foreach (string version in old)
            {
                if (now.Remove(version))
                    yield return (name, version, version);
                else
                    left.Add(version);
            }
            for (int i = 0; i < Math.Max(left.Count, now.Count); i++)
                yield return (name, left.ElementAtOrDefault(i), now.ElementAtOrDefault(i));
        }
    }

    // They come in the order of their versions.
    private SortedDictionary<string, List<string>> VersionsOf(LayeredImage image)
    {
        var versions = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        ImagePackages packages = ImagePackages.Of(image, image.Tree.TopView, [], meter);
        Errors.AddRange(packages.Errors);
        Warnings.AddRange(packages.Warnings.Select(warning => (image.Image.Archive, warning)));
        foreach (ImagePackage package in packages.Installed)
        {
            string name = $"{package.Type}/{package.Name}";
            if (!versions.TryGetValue(name, out List<string>? several))
                versions.Add(name, several = []);
            several.Add(package.Version);
        }
        return versions;
    }
}
