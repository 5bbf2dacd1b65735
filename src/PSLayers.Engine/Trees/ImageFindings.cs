using PSLayers.Errors;

namespace PSLayers.Trees;

/// <summary>What is odd or damaged about an image and its layers, and can still be shown.</summary>
internal sealed class ImageFindings
{
    /// <summary>What is odd, base layer first and then the image as a whole.</summary>
    public List<ImageWarning> Warnings { get; } = [];

    /// <summary>Why layers cannot be read, or not to their ends.</summary>
    public List<ImageException> Errors { get; } = [];
}
