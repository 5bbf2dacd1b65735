using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Reads the data of files. It keeps each layer open that it has read from, for one thread; whoever reads much from compressed layers
/// does it in the order of the layer's tar.</summary>
/// <param name="image">The image.</param>
/// <param name="meter">Told of the stored bytes of compressed layers as they are read; carries the wish to stop.</param>
internal sealed class ContentReader(LayeredImage image, ReadMeter? meter = null) : IDisposable
{
    private readonly ByteReader?[] _open = new ByteReader?[image.Layers.Count];

    /// <summary>The image.</summary>
    public LayeredImage Image => image;

    /// <summary>Whether any byte of a layer is as near as the first: it is plain, in an archive that is plain.</summary>
    /// <exception cref="ImageException">The layer is absent.</exception>
    public bool IsRandomAccess(int layer) => BlobOf(layer).IsRandomAccess;

    /// <summary>The data of a regular file's entry, from its first byte to its last; it can be read at any position.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="row">The entry's row in the layer.</param>
    /// <exception cref="ImageException">The layer is absent, or the map of a sparse file is damaged.</exception>
    public EntryStream Open(int layer, int row)
    {
        LayerIndex index = image.Tree.Layers[layer]!;
        LayerRow entry = index.Row(row);
        ByteReader bytes = LayerBytes(layer);
        string name = BlobOf(layer).Name;
        SparseMap? map = (entry.Flags & RowFlags.Sparse) == 0 ? null
            : SparseMapReader.Read(bytes, entry, image.Limits, name);
        return new EntryStream(bytes, entry.DataOffset, entry.Size, map, name);
    }

    /// <summary>Gives back what a layer holds, once it is done with; streams of it must not be read any more.</summary>
    public void Close(int layer)
    {
        _open[layer]?.Dispose();
        _open[layer] = null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        for (int layer = 0; layer < _open.Length; layer++)
            Close(layer);
    }

    private ByteReader LayerBytes(int layer) => _open[layer] ??= BlobOf(layer).OpenBytes(image.Limits, meter);

    private Blob BlobOf(int layer) => image.Image.Layers[layer].Blob
        ?? throw image.Image.Layers[layer].Refusal ?? new ImageException(ImageErrorId.BlobMissing, $"layer {layer} is not in the archive");
}
