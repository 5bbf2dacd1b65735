using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>What one layer weighs, and how much of it is for nothing.</summary>
public sealed class MeasuredLayer : ImageObject
{
    /// <summary>Number of the layer in its image, base 0.</summary>
    public int LayerIndex { get; init; }

    /// <summary>What <c>docker history</c> shows, in bytes; null where the layer could not be read to its end.</summary>
    public long? Size { get; init; }

    /// <summary>Bytes in the archive; null where the layer is absent.</summary>
    public long? StoredSize { get; init; }

    /// <summary>Number of regular files; null as for <see cref="Size"/>.</summary>
    public int? FileCount { get; init; }

    /// <summary>The part of <see cref="Size"/> that no container sees; null as for <see cref="Size"/>.</summary>
    public long? HiddenSize { get; init; }

    /// <summary>The instruction that made the layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string? Instruction => CreatedBy is null ? null : Instructions.Clean(CreatedBy);

    /// <summary>The number and the instruction.</summary>
    public override string ToString() => $"layer {LayerIndex}: {Instruction}";
}
