using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>The root of the view up to a layer: it is shown as that layer.</summary>
/// <param name="image">The image.</param>
/// <param name="layer">Number of the layer.</param>
/// <param name="view">The view's root.</param>
internal sealed class LayerRoot(LayeredImage image, int layer, ViewItem view) : DriveItem
{
    /// <inheritdoc/>
    public override object Value => image.NewLayer(layer);

    /// <inheritdoc/>
    public override bool IsFolder => true;

    /// <inheritdoc/>
    public override (LayeredImage Image, TreeView View, byte[] Path)? Source => view.Source;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children() => view.Children();

    /// <inheritdoc/>
    public override DriveItem? Find(ReadOnlySpan<string> parts) => parts.IsEmpty ? this : view.Find(parts);
}
