using System.Buffers;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>One pass over the data of many files: layers side by side over the cores, each compressed one decompressed once, in the order of its
/// tar, from the seek point before the first file wanted. Plain layers, which can be read at any place, are shared out in pieces.</summary>
internal sealed class ContentPass
{
    private const int BufferSize = 256 << 10;
    private const long PieceBytes = 64 << 20;

    // What decompressing a byte costs beside reading one.
    private const int DecompressionCost = 8;

    private readonly LayeredImage _image;
    private readonly Func<int, IContentVisitor> _visitorOf;
    private readonly ReadMeter _meter;
    private readonly LayerErrors _errors;

    private ContentPass(LayeredImage image, Func<int, IContentVisitor> visitorOf, ReadMeter meter) =>
        (_image, _visitorOf, _meter, _errors) = (image, visitorOf, meter, new LayerErrors(image.Limits.Warnings));

    /// <summary>Shows files to visitors.</summary>
    /// <param name="image">The image.</param>
    /// <param name="files">The regular files wanted, in any order; one named twice is shown once.</param>
    /// <param name="visitorOf">Makes a visitor for a layer, or a piece of one.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    /// <returns>What could not be read: files, and layers, each once.</returns>
    /// <exception cref="OperationCanceledException">The work was to stop.</exception>
    public static IReadOnlyList<ImageException> Read(
        LayeredImage image, IEnumerable<(int Layer, int Row)> files, Func<int, IContentVisitor> visitorOf, ReadMeter meter)
    {
        var pass = new ContentPass(image, visitorOf, meter);
        List<Piece> pieces = pass.Pieces(files);
        meter.Expect(pieces.Aggregate(0L, (sum, piece) => ByteSum.Add(sum, piece.Bytes)));
        SideBySide.Do(pieces.OrderByDescending(piece => piece.Cost), pass.Read, meter.Cancellation);
        return pass._errors.All;
    }

    private List<Piece> Pieces(IEnumerable<(int Layer, int Row)> files)
    {
        var pieces = new List<Piece>();
        var sparse = new SparseAllowance(_image);
        foreach (IGrouping<int, int> layer in files.GroupBy(place => place.Layer, place => place.Row))
        {
            LayerIndex index = _image.Tree.Layers[layer.Key]!;
            int[] inOrder = [.. layer.Distinct().Order().Where(row => MayBeRead(sparse, layer.Key, row))];
            bool isNear = _image.Image.Layers[layer.Key].Blob?.IsRandomAccess == true;
            int start = 0;
            long bytes = 0;
            for (int i = 0; i < inOrder.Length; i++)
            {
                bytes = ByteSum.Add(bytes, index.Row(inOrder[i]).Size);
                if (i + 1 < inOrder.Length && !(isNear && bytes >= PieceBytes))
                    continue;
                // Without seek points everything up to the last file is to be decompressed.
                long cost = isNear ? bytes : index.Row(inOrder[i]).DataOffset * DecompressionCost;
                pieces.Add(new Piece(layer.Key, inOrder[start..(i + 1)], bytes, cost));
                (start, bytes) = (i + 1, 0);
            }
        }
        return pieces;
    }

    private bool MayBeRead(SparseAllowance sparse, int layer, int row)
    {
        ImageException? refusal = sparse.Refuse(layer, row);
        if (refusal is not null)
            _errors.Add(refusal);
        return refusal is null;
    }

    private void Read(Piece piece)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using IContentVisitor visitor = _visitorOf(piece.Layer);
            using var reader = new ContentReader(_image, new ReadMeter(_meter.Cancellation));
            foreach (int row in piece.Rows)
            {
                try
                {
                    Show(reader, piece.Layer, row, visitor, buffer);
                }
                catch (ImageException e)
                {
                    _errors.Add(e);
                    if (!LayerErrors.IsOfOneFile(e))
                        break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Show(ContentReader reader, int layer, int row, IContentVisitor visitor, byte[] buffer)
    {
        using EntryStream content = reader.Open(layer, row);
        if (!visitor.Begin(row, content.Length))
            return;
        if (visitor.Look(content))
        {
            _meter.Add(content.Length);
            return;
        }
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            visitor.Add(buffer.AsSpan(0, read));
            _meter.Add(read);
        }
        visitor.End();
    }

    private sealed record Piece(int Layer, int[] Rows, long Bytes, long Cost);
}
