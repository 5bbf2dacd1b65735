using PSLayers.Layers;

namespace PSLayers.Tar;

/// <summary>Shows a content visitor the files of a tar that is being listed.</summary>
/// <param name="visitor">The visitor.</param>
internal sealed class ContentEntries(IContentVisitor visitor) : IEntryVisitor
{
    public void Visit(LayerIndexBuilder entries, int row, TarInput data, long size)
    {
        if (!visitor.Begin(row, size))
            return;
        for (long left = size; left > 0;)
        {
            ReadOnlySpan<byte> piece = data.Take(left);
            if (piece.IsEmpty)
                return;
            visitor.Add(piece);
            left -= piece.Length;
        }
        visitor.End();
    }
}
