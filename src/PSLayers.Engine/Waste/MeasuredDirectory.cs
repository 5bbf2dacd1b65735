using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>A directory among the largest of an image, with all that a container sees in it. A snapshot that holds no open file.</summary>
public sealed class MeasuredDirectory : ImageObject
{
    /// <summary>Path in the image with a slash in front.</summary>
    public string InnerPath { get; init; } = "";

    /// <summary>Bytes of the files in it and in the directories below; a file with several names counts once.</summary>
    public long Size { get; init; }

    /// <summary>Number of those files.</summary>
    public int FileCount { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Number of files, and the path in the image: no path of this machine.</summary>
    public override string ToString() => $"{FileCount} files: {InnerPath}";
}
