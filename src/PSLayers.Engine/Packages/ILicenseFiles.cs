using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>Files that tell the licences of packages whose database does not.</summary>
internal interface ILicenseFiles
{
    /// <summary>All such files that an image may have, as paths of its tree.</summary>
    /// <param name="tree">The image's tree.</param>
    /// <param name="cancellation">Ends the work.</param>
    List<int> Find(LayeredTree tree, CancellationToken cancellation);

    /// <summary>Path in the image of the file for a package; links are followed from there.</summary>
    string PathOf(PackageRecord record);

    /// <summary>What such a file says; null for nothing that is understood.</summary>
    /// <param name="file">The file.</param>
    string? Read(PackageFile file);
}
