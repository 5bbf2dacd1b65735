using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>The root of a drive that shows the stack beside its view: <c>.layers/3</c> is what layer 3 alone contains, <c>.upto/3</c> the view up
/// to it. Directories of the image with these two names cannot be seen there.</summary>
internal sealed class StackRoot : DriveItem
{
    private readonly ViewItem _view;
    private readonly (string Name, DriveItem Item)[] _folders;

    public StackRoot(LayeredImage image, TreeView view, Func<CancellationToken> stop)
    {
        _view = ViewItem.RootOf(image, view, stop);
        var layers = new LayerFolders?[image.Layers.Count];
        _folders =
        [
            (".layers", new StackFolder(".layers", layers.Length, layer => image.Tree.Layers[layer] is not { } index ? null
                : new LayerItem(image, layer, layers[layer] ??= LayerFolders.Of(index, image.Tree.IgnoresCase, image.Limits, stop()), LayerFolders.Root, stop))),
            (".upto", new StackFolder(".upto", layers.Length, layer => new LayerRoot(image, layer, ViewItem.RootOf(image, image.Tree.View(layer), stop)))),
        ];
    }

    /// <inheritdoc/>
    public override object Value => _view.Value;

    /// <inheritdoc/>
    public override bool IsFolder => true;

    /// <inheritdoc/>
    public override (LayeredImage Image, TreeView View, byte[] Path)? Source => _view.Source;

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children() =>
        _folders.Concat(_view.Children().Where(child => Array.TrueForAll(_folders, folder => folder.Name != child.Name)));

    /// <inheritdoc/>
    public override DriveItem? Find(ReadOnlySpan<string> parts)
    {
        foreach ((string name, DriveItem item) in _folders)
        {
            if (parts.Length > 0 && parts[0] == name)
                return item.Find(parts[1..]);
        }
        return parts.IsEmpty ? this : _view.Find(parts);
    }
}
