using PSLayers.Content;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>An entry of a single layer.</summary>
/// <param name="image">The image.</param>
/// <param name="layer">Number of the layer.</param>
/// <param name="folders">What the layer contains.</param>
/// <param name="node">The entry.</param>
/// <param name="stop">Tells of the user's wish to stop.</param>
internal sealed class LayerItem(LayeredImage image, int layer, LayerFolders folders, int node, Func<CancellationToken> stop) : DriveItem
{
    private LayerEntry? Entry => folders.Row(node) is >= 0 and var row ? new LayerEntry(image.Layers[layer], image.Tree.Layers[layer]!, row) : null;

    /// <inheritdoc/>
    public override object Value => node == LayerFolders.Root ? image.NewLayer(layer)
        : Entry is { } entry ? entry
        : new ViewFolder(EntryName.Decode(folders.Name(node)));

    /// <inheritdoc/>
    public override bool IsFolder => node == LayerFolders.Root || Entry is null or { Type: EntryType.Directory };

    /// <inheritdoc/>
    public override IEnumerable<(string Name, DriveItem Item)> Children()
    {
        if (!IsFolder)
            yield break;
        foreach (int child in folders.Children(node, stop()))
            yield return (EntryName.Decode(folders.Name(child)), new LayerItem(image, layer, folders, child, stop));
    }

    /// <inheritdoc/>
    public override DriveItem? Child(string name) => IsFolder && folders.Child(node, EntryName.Encode(name)) is >= 0 and var child
        ? new LayerItem(image, layer, folders, child, stop)
        : null;

    /// <inheritdoc/>
    public override ContentPlace Content() => Entry is { } entry ? ContentFinder.Of(image, entry) : base.Content();
}
