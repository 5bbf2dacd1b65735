using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Packages;

/// <summary>How much the lists of packages of an image may say. For any thread.</summary>
/// <param name="limits">The limits.</param>
internal sealed class PackageAllowance(ReadLimits limits)
{
    private long _bytes;
    private long _text;
    private int _count;
    private long _entries;

    /// <summary>The limits.</summary>
    public ReadLimits Limits => limits;

    /// <summary>Takes a file of some size; whether there was room for it.</summary>
    public bool TakeFile(long size) => Interlocked.Add(ref _bytes, size) <= limits.PackageTotal;

    /// <summary>Takes an entry of an archive.</summary>
    /// <exception cref="ImageException">There are too many.</exception>
    public void TakeEntry()
    {
        if (Interlocked.Increment(ref _entries) > limits.ArchiveEntries)
            throw new ImageException(ImageErrorId.CountLimit, $"the Java archives of the image have more than {limits.ArchiveEntries} entries (limit ArchiveEntries); the rest is not looked at");
    }

    /// <summary>Takes a package.</summary>
    /// <exception cref="ImageException">There are too many, or they are too long.</exception>
    public void Take(PackageRecord record)
    {
        if (Interlocked.Increment(ref _count) > limits.Packages)
            throw new ImageException(ImageErrorId.CountLimit, $"the layers of the image list more than {limits.Packages} packages (limit Packages); the rest is left out");
        if (Interlocked.Add(ref _text, record.TextLength) > limits.PackageText)
            throw new ImageException(ImageErrorId.CountLimit, $"the packages of the image's layers have texts of more than {limits.PackageText} characters (limit PackageText); the rest is left out");
    }
}
