using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Packages;

/// <summary>A file that says which packages are installed, and what was taken from it.</summary>
/// <param name="path">Its path in the image.</param>
/// <param name="content">Its bytes; they are only there while it is read.</param>
/// <param name="allowance">How much all files of the image may still say.</param>
internal sealed class PackageFile(string path, ReadOnlyMemory<byte> content, PackageAllowance allowance)
{
    /// <summary>Its path in the image.</summary>
    public string Path => path;

    /// <summary>Its bytes; they are only there while it is read.</summary>
    public ReadOnlyMemory<byte> Content => content;

    /// <summary>The directory that it is in.</summary>
    public string Directory => DirectoryOf(path);

    /// <summary>What may be read.</summary>
    public ReadLimits Limits => allowance.Limits;

    /// <summary>The packages that it lists.</summary>
    public List<PackageRecord> Packages { get; } = [];

    /// <summary>What is wrong with a part of it; null where all is well.</summary>
    public ImageException? Complaint { get; private set; }

    /// <summary>The directory that a path is in.</summary>
    public static string DirectoryOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? path[..slash] : "/";

    /// <summary>Takes a package.</summary>
    /// <exception cref="ImageException">The layers of the image list too many, or too long ones.</exception>
    public void Add(PackageRecord record)
    {
        allowance.Take(record);
        Packages.Add(record);
    }

    /// <summary>Tells that a package is left out; the first of such complaints is kept.</summary>
    /// <param name="why">What was expected, and what was found.</param>
    public void LeaveOut(string why) => Complaint ??= Broken(why);

    /// <summary>The error of a file that is not as it should be.</summary>
    /// <param name="why">What was expected, and what was found.</param>
    public ImageException Broken(string why) => new(ImageErrorId.DocumentInvalid, why, path);
}
