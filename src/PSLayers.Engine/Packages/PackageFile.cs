using PSLayers.Errors;

namespace PSLayers.Packages;

/// <summary>A file that says which packages are installed.</summary>
/// <param name="path">Its path in the image.</param>
/// <param name="content">Its bytes; they are only there while it is read.</param>
internal sealed class PackageFile(string path, ReadOnlyMemory<byte> content)
{
    /// <summary>Its path in the image.</summary>
    public string Path => path;

    /// <summary>Its bytes; they are only there while it is read.</summary>
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>The directory that it is in.</summary>
    public string Directory => DirectoryOf(path);

    /// <summary>The directory that a path is in.</summary>
    public static string DirectoryOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    /// <summary>The error of a file that is not as it should be.</summary>
    /// <param name="why">What was expected, and what was found.</param>
    public ImageException Broken(string why) => new(ImageErrorId.DocumentInvalid, why, path);
}
