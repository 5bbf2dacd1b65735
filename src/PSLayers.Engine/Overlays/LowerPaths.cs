using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>Tells which paths of an upper folder an image has below. Names mean what they say: overlayfs follows no links between its layers.</summary>
/// <param name="view">The view of the image.</param>
internal sealed class LowerPaths(TreeView view)
{
    /// <summary>Whether the image has something at a path.</summary>
    /// <param name="path">The path, without slashes around it.</param>
    public bool Has(ReadOnlySpan<byte> path)
    {
        ViewNode? at = view.Root;
        while (at is { } folder && !path.IsEmpty)
            at = view.Child(folder, ImagePath.Next(ref path));
        return at is not null;
    }
}
