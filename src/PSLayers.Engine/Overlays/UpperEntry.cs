namespace PSLayers.Overlays;

/// <summary>What an upper folder has at one path.</summary>
/// <param name="Path">The path as bytes, without slashes around it.</param>
/// <param name="Facts">What is there.</param>
internal sealed record UpperEntry(byte[] Path, UpperFacts Facts);
