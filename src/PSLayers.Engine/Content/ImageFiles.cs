using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Makes what users see of the paths of an image.</summary>
internal static class ImageFiles
{
    /// <summary>What users see of a path in a view.</summary>
    /// <param name="image">The image.</param>
    /// <param name="node">The path.</param>
    /// <param name="root">The directory that paths are shown from.</param>
    /// <param name="top">The uppermost layer of the view; null for all layers.</param>
    public static ImageFile File(this LayeredImage image, ViewNode node, int root = LayeredTree.Root, int? top = null) =>
        new(image, node.Node, node.Version, image.Entry(node.Version)) { Root = root, TopLayer = top ?? image.Layers.Count - 1 };

    /// <summary>What users see of an entry that is stored but cannot be seen.</summary>
    /// <param name="image">The image.</param>
    /// <param name="hidden">The entry.</param>
    /// <param name="root">The directory that paths are shown from.</param>
    public static ImageFile File(this LayeredImage image, HiddenVersion hidden, int root = LayeredTree.Root)
    {
        int layer = image.Tree.Version(hidden.Version).Layer;
        return new ImageFile(image, hidden.Node, hidden.Version, new LayerEntry(image.Layers[layer], image.Tree.Layers[layer]!, hidden.Row))
        {
            Root = root, TopLayer = layer, HiddenByLayer = hidden.ByLayer, HiddenReason = hidden.Reason,
        };
    }
}
