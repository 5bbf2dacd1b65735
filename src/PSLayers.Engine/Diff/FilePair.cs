using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>One path in two views, of one image or of two.</summary>
/// <param name="Before">What the first view has there; null for nothing.</param>
/// <param name="After">What the second view has there; null for nothing.</param>
internal readonly record struct FilePair(ViewNode? Before, ViewNode? After);
