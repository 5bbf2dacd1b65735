using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>An image with its layers' entries and the one tree of them: what views, differences and reports are made from.</summary>
internal sealed class LayeredImage
{
    private readonly IReadOnlyList<LayerIndex?> _contents;

    private LayeredImage(ContainerImage image, IReadOnlyList<LayerIndex?> contents, LayeredTree tree)
    {
        (Image, _contents, Tree) = (image, contents, tree);
        var layers = new ImageLayer[contents.Count];
        string? chain = null;
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = ImageLayer.Of(image, i, contents[i], chain);
            chain = layers[i].ChainId;
        }
        Layers = layers;
    }

    /// <summary>The image.</summary>
    public ContainerImage Image { get; }

    /// <summary>Its layers, base first.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; }

    /// <summary>Every path of every layer.</summary>
    public LayeredTree Tree { get; }

    /// <summary>What hostile input may cost.</summary>
    public ReadLimits Limits => Image.Limits;

    /// <summary>Joins an image with its layers' entries. As long as the image is in use, its tree is built once.</summary>
    /// <param name="image">The image.</param>
    /// <param name="contents">The entries of each layer, base first; null for layers that are absent or cannot be read.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LayeredImage Of(ContainerImage image, IReadOnlyList<LayerIndex?> contents, CancellationToken cancellation)
    {
        using (image.Identity.Building.Take(cancellation))
        {
            var known = image.Identity.Tree as LayeredImage;
            bool isKnown = known is not null && known._contents.SequenceEqual(contents);
            if (isKnown && known!.IsRecent)
                return known;
            var made = new LayeredImage(image, contents, isKnown ? known!.Tree : TreeOf(image, contents, cancellation));
            image.Identity.Keep(made, made.Tree.Footprint);
            return made;
        }
    }

    /// <summary>Joins an image that is another with one layer more: its tree grows, and is not built anew.</summary>
    /// <param name="image">The image.</param>
    /// <param name="lower">The other image.</param>
    /// <param name="top">The entries of the layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LayeredImage OnTop(ContainerImage image, LayeredImage lower, LayerIndex top, CancellationToken cancellation)
    {
        var made = new LayeredImage(image, [.. lower._contents, top], lower.Tree.With(top, image.Limits, cancellation));
        image.Identity.Keep(made, made.Tree.Footprint);
        return made;
    }

    /// <summary>The view of the layers from the base up to one.</summary>
    /// <param name="layer">Number of the layer; null for the uppermost, -1 for a view of nothing.</param>
    /// <exception cref="ImageException">There is no such layer.</exception>
    public TreeView ViewUpTo(int? layer) => (layer ?? Layers.Count - 1) is >= -1 and var top && top < Layers.Count ? Tree.View(top) : throw NoSuchLayer(layer);

    /// <summary>The error of asking for a layer that the image does not have.</summary>
    public ImageException NoSuchLayer(int? layer) => new(ImageErrorId.NoSuchLayer, $"there is no layer {layer}; the image has {Layers.Count}, numbered from 0");

    // Whether the layers tell all that was computed of them by now.
    private bool IsRecent => Layers.All(layer => _contents[layer.LayerIndex] is not { DiffId: not null } || layer.HasComputedDiffId);

    private static LayeredTree TreeOf(ContainerImage image, IReadOnlyList<LayerIndex?> contents, CancellationToken cancellation)
    {
        bool isWindows = string.Equals(image.Os, "windows", StringComparison.OrdinalIgnoreCase);
        return LayeredTree.Build(contents, isWindows ? NameFolding.IgnoreCase : NameFolding.Exact, image.Limits, cancellation);
    }

    /// <summary>A layer as an object of its own, for those who hang something on it.</summary>
    public ImageLayer NewLayer(int layer) => ImageLayer.Of(Image, layer, _contents[layer], layer == 0 ? null : Layers[layer - 1].ChainId);

    /// <summary>The entry behind a version; null for a directory that is only implied.</summary>
    public LayerEntry? Entry(int version) => version >= 0 && Tree.Version(version) is { Row: >= 0 } seen
        ? new LayerEntry(Layers[seen.Layer], Tree.Layers[seen.Layer]!, seen.Row)
        : null;
}
