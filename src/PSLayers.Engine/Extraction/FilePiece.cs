using PSLayers.Layers;

namespace PSLayers.Extraction;

/// <summary>Files that one core writes, one after the other.</summary>
/// <param name="Start">Number of the first one in the plan.</param>
/// <param name="End">Number behind the last one.</param>
internal readonly record struct FilePiece(int Start, int End)
{
    // Enough that opening the layer again costs nothing beside, and so few that all cores end at the same time.
    private const long PieceBytes = 16 << 20;
    private const int PieceFiles = 1000;

    /// <summary>Shares files out: a plain layer in pieces, as any byte of it is as near as the first; of a compressed one all together. The costly
    /// ones come first.</summary>
    public static IEnumerable<FilePiece> Of(ExpansionPlan plan)
    {
        var costs = new List<(FilePiece Piece, long Cost)>();
        IReadOnlyList<PlannedEntry> files = plan.Files;
        int start = 0;
        long bytes = 0;
        for (int i = 0; i < files.Count; i++)
        {
            LayerRow row = plan.Image.Tree.Layers[files[i].Layer]!.Row(files[i].Row);
            bytes += Math.Min(row.Size, PieceBytes);
            bool isLayersEnd = i + 1 == files.Count || files[i + 1].Layer != files[i].Layer;
            bool isFull = bytes >= PieceBytes || i - start >= PieceFiles;
            // Names of one file are written by one core, which knows the first when the next one comes.
            if (!isLayersEnd && !(isFull && !files[i].IsSameFile(files[i + 1]) && IsPlain(plan, files[i].Layer)))
                continue;
            costs.Add((new FilePiece(start, i + 1), IsPlain(plan, files[i].Layer) ? 0 : row.DataOffset));
            (start, bytes) = (i + 1, 0);
        }
        return costs.OrderByDescending(piece => piece.Cost).Select(piece => piece.Piece);
    }

    private static bool IsPlain(ExpansionPlan plan, int layer) => plan.Image.Image.Layers[layer].Blob?.IsRandomAccess == true;
}
