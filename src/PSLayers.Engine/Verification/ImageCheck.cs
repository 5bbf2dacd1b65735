using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Verification;

/// <summary>One thing that an image says of itself, and whether it is so. A snapshot that holds no open file.</summary>
public sealed class ImageCheck : ImageObject
{
    /// <summary>What was checked, for example <c>LayerDigest</c>.</summary>
    public string Check { get; init; } = "";

    /// <summary>What it was checked of: a layer, a document, or the archive.</summary>
    public string Target { get; init => field = VisibleText.Line(value); } = "";

    /// <summary>What should be there; null where the image says nothing of it.</summary>
    public string? Expected { get; init => field = value is null ? null : VisibleText.Line(value); }

    /// <summary>What is there; null where it was not looked at, or cannot be read.</summary>
    public string? Actual { get; init => field = value is null ? null : VisibleText.Line(value); }

    /// <summary>How it came out.</summary>
    public CheckResult Result { get; init; }

    /// <summary>Why it failed or was left out, where the rest does not tell; else null.</summary>
    public string? Message { get; init => field = value is null ? null : VisibleText.Line(value); }

    /// <summary>Number of the layer that it is about; null where it is about none.</summary>
    public int? LayerIndex { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>How it came out, and what was checked.</summary>
    public override string ToString() => $"{Result.ToString().ToLowerInvariant()}: {Check} of {Target}";
}
