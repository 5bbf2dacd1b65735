using System.Globalization;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>A secret that everybody has who has the image. A snapshot that holds no open file.</summary>
public sealed class ImageSecret : ImageObject
{
    /// <summary>What it is, such as <c>github-token</c> or <c>private-key</c>; of a user's own rule its id.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How sure it is.</summary>
    public SecretConfidence Confidence { get; init; }

    /// <summary>Where in the image it is.</summary>
    public SecretSource Source { get; init; }

    /// <summary>Path in the image of the file; null for what is in no file.</summary>
    public string? InnerPath { get; init; }

    /// <summary>Name of the compressed file inside of the file, where it is in one; else null.</summary>
    public string? Member { get; init; }

    /// <summary>The line, from 1; null for what is in no file. In a compressed file it is counted in the text that comes out.</summary>
    public long? Line { get; init; }

    /// <summary>Name of the variable, label or argument, or <c>step</c> and its position in the history; null for a file.</summary>
    public string? Name { get; init; }

    /// <summary>What was found, without the secret: at most a quarter of it is shown.</summary>
    public string Match { get; init; } = "";

    /// <summary>The secret itself, safe to show; null unless it was asked for.</summary>
    public string? Value { get; init; }

    /// <summary>Number of the layer that stores it, base 0; null for what is in no layer.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>The instruction that made that layer, or that has it, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy { get; init; }

    /// <summary>Whether a container sees it. What it does not see is stored all the same.</summary>
    public bool Visible { get; init; }

    /// <summary>Number of the layer that hides it; null where it can be seen.</summary>
    public int? HiddenByLayer { get; init; }

    /// <summary>Why it cannot be seen; null where it can.</summary>
    public HiddenReason? HiddenReason { get; init; }

    /// <summary>Name of the package that brought the very same file; null where none did.</summary>
    public string? OwnedBy { get; init; }

    /// <summary>By what it is known again in another build of the image: a digest of kind, place and value, without the number of the layer or line.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Where it is, in short: path, member and line, or source and name.</summary>
    public string Place => InnerPath is null ? $"{Source} {Name}".TrimEnd()
        : $"{InnerPath}{(Member is null ? "" : " > " + Member)}:{Line?.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>What it is, and where: no path of this machine.</summary>
    public override string ToString() => $"secret: {Kind} in {Place}";
}
