using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>How much of sparse files one piece of work still reads. Their holes are zeros that take time but no place in an archive, so that a
/// small one could ask for years of work.</summary>
/// <param name="image">The image.</param>
internal sealed class SparseAllowance(LayeredImage image)
{
    private long _bytes;

    /// <summary>Counts a file, if it is sparse.</summary>
    /// <param name="layer">Number of its layer.</param>
    /// <param name="row">Its row in the layer.</param>
    /// <returns>Why it is not to be read; null where it may be.</returns>
    public ImageException? Refuse(int layer, int row)
    {
        LayerIndex index = image.Tree.Layers[layer]!;
        LayerRow entry = index.Row(row);
        if ((entry.Flags & RowFlags.Sparse) == 0)
            return null;
        long bytes = ByteSum.Add(_bytes, index.HoleBytes(row));
        if (bytes > image.Limits.SparseBytes)
        {
            return new ImageException(ImageErrorId.ContentTooLarge,
                $"the sparse file {index.Path(row)} of layer {layer} has {entry.Size} bytes, mostly holes; of the holes of all files together {image.Limits.SparseBytes} bytes are read (limit SparseBytes)");
        }
        _bytes = bytes;
        return null;
    }
}
