using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>A file among the largest of an image. A snapshot that holds no open file.</summary>
public sealed class MeasuredFile : ImageObject
{
    /// <summary>Path in the image with a slash in front; of a file with several names, one of them.</summary>
    public string InnerPath { get; init; } = "";

    /// <summary>Size of the file in bytes, holes included.</summary>
    public long Size { get; init; }

    /// <summary>Number of the layer that brought the content, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>The instruction that made that layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string? Instruction => CreatedBy is null ? null : Instructions.Clean(CreatedBy);

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Number of the layer, and the path in the image: no path of this machine.</summary>
    public override string ToString() => $"layer {LayerIndex}: {InnerPath}";
}
