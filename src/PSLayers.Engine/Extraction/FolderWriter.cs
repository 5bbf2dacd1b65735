using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;

namespace PSLayers.Extraction;

/// <summary>Writes files of an image into a folder of the disk, and nowhere else.</summary>
/// <remarks>
/// <para>No symbolic link below the folder is followed, be it from the image or there before; the folder itself may be reached by links.
/// Symbolic links are written last, and as they stand in the image. Directories that the run makes belong to their owner alone until the
/// end, when they get their mode and time, the deepest first; directories that were there keep theirs.</para>
/// <para>Files get the permission bits of the image whatever the umask is, as with docker cp, and setuid, setgid and sticky only together
/// with their owner. On Windows modes are not kept.</para>
/// </remarks>
/// <param name="destination">Full path of the folder; it is made where it does not exist.</param>
/// <param name="options">How to write; null for the defaults.</param>
/// <param name="open">Opens the destination; null for the way of this system.</param>
internal sealed class FolderWriter(string destination, ExtractionOptions? options = null, Func<string, DestinationFolder>? open = null)
{
    private readonly ExtractionOptions _options = options ?? new();
    private readonly List<ImageWarning> _warnings = [];

    /// <summary>What concerns the run as a whole; complete at its end.</summary>
    public IReadOnlyList<ImageWarning> Warnings => _warnings;

    /// <summary>Writes the items as the sequence is enumerated, symbolic links after everything else. Whoever stops enumerating leaves
    /// whole files and finished directories behind.</summary>
    /// <param name="items">What to write, in any order. Parents without an item of their own are made.</param>
    /// <param name="meter">Told of each byte of content that is written; its cancellation ends the work.</param>
    /// <returns>What became of each item; a directory comes a second time if something of it could not be kept.</returns>
    /// <exception cref="ImageException">The destination cannot be opened, the disk is full, or the archive has changed.</exception>
    /// <exception cref="OperationCanceledException">The work is to stop.</exception>
    public IEnumerable<ExtractionResult> Write(IEnumerable<ExtractionItem> items, ReadMeter? meter = null)
    {
        meter ??= new ReadMeter();
        bool isCreated = MakeDestination();
        var created = new CreatedEntries();
        using var folders = new OpenFolders((open ?? DestinationFolder.OpenRoot)(destination), isCreated, created);
        var writer = new EntryWriter(folders, created, _options, meter);
        var links = new List<ExtractionItem>();
        List<ExtractionResult>? finished = null;
        try
        {
            foreach (ExtractionItem item in items)
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                if (item.Type == EntryType.SymbolicLink)
                    links.Add(item);
                else
                    yield return writer.Write(item);
            }
            foreach (ExtractionItem link in links)
            {
                meter.Cancellation.ThrowIfCancellationRequested();
                yield return writer.Write(link);
            }
            finished = FinishedFolders.Finish(folders, _options);
            foreach (ExtractionResult result in finished)
                yield return result;
        }
        finally
        {
            if (finished is null)
                FinishedFolders.Finish(folders, _options);
            _warnings.AddRange(EntryWriter.Summary(_options, writer.XattrsLeftOut));
        }
    }

    private bool MakeDestination()
    {
        if (Directory.Exists(destination))
            return false;
        try
        {
            Directory.CreateDirectory(destination);
            return true;
        }
        catch (IOException e)
        {
            throw File.Exists(destination)
                ? new ImageException(ImageErrorId.DestinationExists, "the destination is a file, not a folder", inner: e)
                : new ImageException(ImageErrorId.WriteFailed, e.Message.TrimEnd('.'), inner: e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ImageException(ImageErrorId.AccessDenied, "the destination folder may not be made", inner: e);
        }
    }
}
