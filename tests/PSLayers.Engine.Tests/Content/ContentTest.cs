using PSLayers.Content;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Content;

/// <summary>What tests of content share: images with their tree, and short ways to read from them.</summary>
public abstract class ContentTest : ArchiveTest
{
    private protected LayeredImage Load(params TarBuilder[] layers) => Load(Packing.None, [.. layers.Select(layer => layer.Build())]);

    private protected LayeredImage Load(Packing packing, params byte[][] layers)
    {
        var builder = new ImageBuilder();
        foreach (byte[] layer in layers)
            builder.Layer(layer, packing);
        var image = OpenOne(builder.OciArchive());
        return LayeredImage.Of(image, Contents(image), default);
    }

    /// <summary>All bytes at a path of the view of all layers, or of those up to one.</summary>
    private protected static byte[] Read(LayeredImage image, string path, int? top = null)
    {
        using var reader = new ContentReader(image);
        ContentPlace place = ContentFinder.Find(image, image.Tree.View(top ?? image.Layers.Count - 1), path);
        return All(reader.Open(place.Layer, place.Row));
    }

    private protected static string Text(LayeredImage image, string path, int? top = null) => System.Text.Encoding.UTF8.GetString(Read(image, path, top));

    /// <summary>An entry of a layer by its path; the last of several.</summary>
    private protected static LayerEntry Entry(LayeredImage image, int layer, string path)
    {
        LayerIndex index = image.Tree.Layers[layer]!;
        return new LayerEntry(image.Layers[layer], index, Enumerable.Range(0, index.Count).Last(row => index.Path(row) == path));
    }

    private protected static byte[] All(Stream content)
    {
        using var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }
}
