using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>One row of an image's history: an instruction, and the layer it made, if it made one (image-spec, config.md, "history").</summary>
public sealed class HistoryEntry : ImageObject
{
    /// <summary>The short image id on the newest row, <c>&lt;missing&gt;</c> on all others, as docker prints it.</summary>
    public string ShortImageId { get; init; } = "";

    /// <summary>Position in the history, 0 the oldest.</summary>
    public int Index { get; init; }

    /// <summary>When the instruction ran; null where the history does not say.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The instruction as recorded.</summary>
    public string CreatedBy { get; init; } = "";

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string Instruction => Instructions.Clean(CreatedBy);

    /// <summary>Bytes of the layer's regular files and of the targets of its symbolic links; 0 without a layer; null where the layer was not or could not be read.</summary>
    public long? Size { get; init; }

    /// <summary>What the builder noted.</summary>
    public string? Comment { get; init; }

    /// <summary>Who made this step.</summary>
    public string? Author { get; init; }

    /// <summary>Whether the instruction changed no files, so that there is no layer for it.</summary>
    public bool EmptyLayer { get; init; }

    /// <summary>Number of the layer that the instruction made, base 0; null without one.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document.</summary>
    public string? ImageId { get; init; }

    /// <summary>The archive that the image is in.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Position in the history, and the instruction.</summary>
    public override string ToString() => $"history {Index}: {Instruction}";
}
