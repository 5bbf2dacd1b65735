using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>A content that a container sees in several files which are no hard links of each other. A snapshot that holds no open file.</summary>
public sealed class DuplicateContent : ImageObject
{
    /// <summary>Digest of the content, <c>sha256:…</c>.</summary>
    public string ContentDigest { get; init; } = "";

    /// <summary>Size of one of the files in bytes.</summary>
    public long Size { get; init; }

    /// <summary>Number of files.</summary>
    public int FileCount { get; init; }

    /// <summary>Bytes that one file with several names would save.</summary>
    public long WastedSize { get; init; }

    /// <summary>Their paths, of each file one.</summary>
    public IReadOnlyList<string> InnerPaths { get; init; } = [];

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>How often, and where first; no path of this machine.</summary>
    public override string ToString() => $"{FileCount} times: {InnerPaths[0]}";
}
