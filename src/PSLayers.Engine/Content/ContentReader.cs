using PSLayers.Blobs;
using PSLayers.Errors;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Reads the data of files. It keeps each layer open that it has read from, for one thread; whoever reads much from compressed layers
/// does it in the order of the layer's tar.</summary>
internal sealed class ContentReader(LayeredImage image) : IDisposable
{
    private readonly ByteReader?[] _open = new ByteReader?[image.Layers.Count];

    /// <summary>The data of an entry, from its first byte to its last; it can be read at any position.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="row">The entry's row in the layer.</param>
    /// <exception cref="ImageException">The layer is absent.</exception>
    public Stream Open(int layer, int row)
    {
        ref readonly LayerRow entry = ref image.Tree.Layers[layer]!.Row(row);
        return new EntryStream(LayerBytes(layer), entry.DataOffset, entry.Size, image.Image.Layers[layer].Blob!.Name);
    }

    /// <summary>The data of a version, by way of hard links; null where there is none.</summary>
    public Stream? Open(int version)
    {
        int content = LinkResolver.Content(image.Tree, version, image.Limits);
        if (content < 0 || image.Tree.Version(content) is not { Row: >= 0 } seen || image.Tree.Layers[seen.Layer]!.Row(seen.Row).Type != EntryType.File)
            return null;
        return Open(seen.Layer, seen.Row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ByteReader? reader in _open)
            reader?.Dispose();
    }

    private ByteReader LayerBytes(int layer) => _open[layer] ??= (image.Image.Layers[layer].Blob
        ?? throw new ImageException(ImageErrorId.BlobMissing, $"layer {layer} is not in the archive")).OpenBytes(image.Limits);
}
