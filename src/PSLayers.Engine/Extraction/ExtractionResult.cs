using PSLayers.Errors;

namespace PSLayers.Extraction;

/// <summary>What became of one item.</summary>
/// <param name="Item">The item.</param>
/// <param name="IsWritten">Whether it is on the disk.</param>
/// <param name="Error">Why it is not, unless it was skipped on purpose.</param>
/// <param name="Warnings">What was skipped, or what of the item could not be kept.</param>
internal sealed record ExtractionResult(ExtractionItem Item, bool IsWritten, ImageException? Error, IReadOnlyList<ImageWarning> Warnings);
