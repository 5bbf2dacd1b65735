using PSLayers.Model;

namespace PSLayers.Policy;

/// <summary>One test of a policy and what came of it. A snapshot that holds no open file.</summary>
public sealed class ImagePolicyResult : ImageObject
{
    /// <summary>Name of the policy's file.</summary>
    public string Policy { get; init; } = "";

    /// <summary>Where that file is, as reports name it.</summary>
    internal string PolicyUri { get; init; } = "";

    /// <summary>Line of that file that the test begins in; null where its form does not tell.</summary>
    public int? PolicyLine { get; init; }

    /// <summary>Name of the test.</summary>
    public string Test { get; init; } = "";

    /// <summary>What the test is about, such as <c>FileExistence</c> or <c>AllowedPorts</c>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>What came of it.</summary>
    public PolicyVerdict Result { get; init; }

    /// <summary>What was expected and what was found, with the file and the layer that made it so; empty where nothing is to be said.</summary>
    public string Message { get; init; } = "";

    /// <summary>Path in the image that it is about; null where it is about no single file.</summary>
    public string? InnerPath { get; init; }

    /// <summary>Number of the layer that made it so, base 0; null where it is no single layer.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>The instruction that made that layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>The result, and the test.</summary>
    public override string ToString() => $"{Result}: {Test}";
}
