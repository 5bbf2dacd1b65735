using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Extraction;

/// <summary>Writes what was planned into an empty folder: directories first, then the files on all cores, symbolic links behind everything else,
/// and at the end what the directories are like. So nothing is ever written through a link, and no directory is closed to its own content.</summary>
/// <param name="plan">What to write.</param>
/// <param name="options">How to write.</param>
/// <param name="report">Told what became of each entry.</param>
/// <param name="meter">Told of each byte of content that is written; carries the wish to stop.</param>
internal sealed class PlanWriter(ExpansionPlan plan, ExtractionOptions options, ExpansionReport report, ReadMeter meter)
{
    private readonly CreatedEntries _created = new();
    private volatile bool _isOver;

    /// <summary>Writes it all.</summary>
    /// <param name="folder">Full path of the folder.</param>
    /// <param name="open">Opens it; null for the way of this system.</param>
    /// <exception cref="ImageException">The disk is full, or the archive has changed.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public void Write(string folder, Func<string, DestinationFolder>? open = null)
    {
        meter.Expect(plan.Length);
        using var folders = new OpenFolders((open ?? DestinationFolder.OpenRoot)(folder), isCreated: true, _created);
        Write(folders, plan.Folders, 0, plan.Folders.Count);
        WriteFiles(folders);
        Write(folders, plan.Others, 0, plan.Others.Count);
        Write(folders, plan.Links, 0, plan.Links.Count);
        foreach (ExtractionResult result in FinishedFolders.Finish(folders, options))
            report.Add(result);
    }

    private void WriteFiles(OpenFolders folders)
    {
        SideBySide.Do(FilePiece.Of(plan), piece =>
        {
            using OpenFolders own = folders.ForAnotherThread();
            Write(own, plan.Files, piece.Start, piece.End);
        }, meter.Cancellation);
    }

    private void Write(OpenFolders folders, IReadOnlyList<PlannedEntry> entries, int start, int end)
    {
        using var reader = new ContentReader(plan.Image, new ReadMeter(meter.Cancellation));
        var writer = new EntryWriter(folders, _created, options, meter);
        try
        {
            for (int i = start; i < end && !_isOver; i++)
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                bool hasNames = (i > start && entries[i].IsSameFile(entries[i - 1])) || (i + 1 < end && entries[i].IsSameFile(entries[i + 1]));
                report.Add(writer.Write(Item(entries[i], reader, hasNames)));
            }
            report.AddXattrsLeftOut(writer.XattrsLeftOut);
        }
        catch
        {
            _isOver = true;
            throw;
        }
    }

    private ExtractionItem Item(PlannedEntry entry, ContentReader reader, bool hasNames)
    {
        LayeredImage image = plan.Image;
        LayerEntry? content = entry.Layer < 0 ? null : new LayerEntry(image.Layers[entry.Layer], image.Tree.Layers[entry.Layer]!, entry.Row);
        return ImageItems.ItemOf(content, report.NameOnDisk(plan.PathOf(entry)), reader, hasNames);
    }
}
