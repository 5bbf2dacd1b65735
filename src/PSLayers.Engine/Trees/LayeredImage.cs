using System.Runtime.CompilerServices;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>An image with its layers' entries and the one tree of them: what views, differences and reports are made from.</summary>
internal sealed class LayeredImage
{
    private static readonly ConditionalWeakTable<ImageIdentity, LayeredImage> Known = [];

    private LayeredImage(ContainerImage image, LayeredTree tree, ReadLimits limits)
    {
        (Image, Tree, Limits) = (image, tree, limits);
        IReadOnlyList<LayerIndex?> contents = tree.Layers;
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
    public ReadLimits Limits { get; }

    /// <summary>Joins an image with its layers' entries. As long as the image is in use, its tree is built once.</summary>
    /// <param name="image">The image.</param>
    /// <param name="contents">The entries of each layer, base first; null for layers that are absent or cannot be read.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LayeredImage Of(ContainerImage image, IReadOnlyList<LayerIndex?> contents, CancellationToken cancellation)
    {
        lock (image.Identity)
        {
            bool isKnown = Known.TryGetValue(image.Identity, out LayeredImage? known) && known.Tree.Layers.SequenceEqual(contents);
            if (isKnown && known!.IsRecent)
                return known;
            var made = new LayeredImage(image, isKnown ? known!.Tree : TreeOf(image, contents, ReadLimits.Default, cancellation), ReadLimits.Default);
            Known.AddOrUpdate(image.Identity, made);
            image.Identity.TreeFootprint = made.Tree.Footprint;
            return made;
        }
    }

    // Whether the layers tell all that was computed of them by now.
    private bool IsRecent => Layers.All(layer => Tree.Layers[layer.LayerIndex] is not { DiffId: not null } || layer.HasComputedDiffId);

    private static LayeredTree TreeOf(ContainerImage image, IReadOnlyList<LayerIndex?> contents, ReadLimits limits, CancellationToken cancellation)
    {
        bool isWindows = string.Equals(image.Os, "windows", StringComparison.OrdinalIgnoreCase);
        return LayeredTree.Build(contents, isWindows ? NameFolding.IgnoreCase : NameFolding.Exact, limits, cancellation);
    }

    /// <summary>A layer as an object of its own, for those who hang something on it.</summary>
    public ImageLayer NewLayer(int layer) => ImageLayer.Of(Image, layer, Tree.Layers[layer], layer == 0 ? null : Layers[layer - 1].ChainId);

    /// <summary>The entry behind a version; null for a directory that is only implied.</summary>
    public LayerEntry? Entry(int version) => version >= 0 && Tree.Version(version) is { Row: >= 0 } seen
        ? new LayerEntry(Layers[seen.Layer], Tree.Layers[seen.Layer]!, seen.Row)
        : null;
}
