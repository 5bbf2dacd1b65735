using PSLayers.Trees;

namespace PSLayers.Secrets;

/// <summary>A file that a layer stores.</summary>
/// <param name="Layer">Number of the layer.</param>
/// <param name="Row">The entry's row in the layer.</param>
/// <param name="InnerPath">Its path in the image.</param>
/// <param name="IsVisible">Whether it can be seen.</param>
/// <param name="Hidden">What hides it; null for nothing.</param>
/// <param name="OwnedBy">Name of the package that brought the very same file; null for none.</param>
internal sealed record StoredFile(int Layer, int Row, string InnerPath, bool IsVisible, HiddenVersion? Hidden, string? OwnedBy);
