using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>A path of which an image stores bytes that no container sees. A snapshot that holds no open file.</summary>
public sealed class WastedFile : ImageObject
{
    /// <summary>Path in the image with a slash in front.</summary>
    public string InnerPath { get; init; } = "";

    /// <summary>Bytes that are stored but cannot be seen, of all versions: what leaving them out would save.</summary>
    public long WastedSize { get; init; }

    /// <summary>The part of <see cref="WastedSize"/> that a later version stores once more with the same content.</summary>
    public long MetadataOnlySize { get; init; }

    /// <summary>How many versions of it are stored but cannot be seen; empty ones do not count.</summary>
    public int VersionCount { get; init; }

    /// <summary>Numbers of the layers that store them, base 0.</summary>
    public IReadOnlyList<int> LayerIndexes { get; init; } = [];

    /// <summary>Why they cannot be seen. Where the versions have several reasons, the one that stands last in <see cref="Waste.WasteReason"/>.</summary>
    public WasteReason WasteReason { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Bytes wasted, and the path in the image: no path of this machine.</summary>
    public override string ToString() => $"{WastedSize} bytes wasted: {InnerPath}";
}
