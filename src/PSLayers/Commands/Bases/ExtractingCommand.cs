using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that writes files of images to folders of the disk.</summary>
public abstract class ExtractingCommand : FileContentCommand
{
    private const string Activity = "Writing files";
    private const int BatchMilliseconds = 100;

    /// <summary>Whether files that exist are replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether devices and named pipes are made.</summary>
    [Parameter]
    public SwitchParameter IncludeSpecial { get; set; }

    /// <summary>Whether owners are kept.</summary>
    [Parameter]
    public SwitchParameter PreserveOwnership { get; set; }

    /// <summary>Whether what was written is given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private ExtractionOptions Options => new() { Force = Force, IncludeSpecial = IncludeSpecial, PreserveOwnership = PreserveOwnership };

    /// <summary>Writes into one folder what was chosen of one image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="items">What was chosen.</param>
    /// <param name="folder">The folder.</param>
    private protected void Write(LayeredImage image, ImageItems items, string folder)
    {
        var writer = new FolderWriter(folder, Options);
        try
        {
            foreach (ExtractionResult result in Results(image, items, writer))
                Tell(result, folder);
        }
        catch (ImageException e) when (e.ErrorId == ImageErrorId.ArchiveChanged)
        {
            // That is about what was read, not about where it goes.
            WriteError(ErrorRecords.Of(e, image.Image.Archive));
        }
        WriteWarnings(folder, writer.Warnings);
    }

    private void Tell(ExtractionResult result, string folder)
    {
        string path = System.IO.Path.Join(folder, EntryName.Original(result.Item.Path));
        if (result.Error is { } error)
            WriteError(ErrorRecords.Of(error, folder));
        WriteWarnings(folder, result.Warnings);
        // A directory comes again, with a warning, where at the end not all of it can be kept.
        bool isAgain = result is { Item.Type: EntryType.Directory, Warnings.Count: > 0 };
        if (PassThru && result.IsWritten && !isAgain)
            WriteObject(result.Item.Type == EntryType.Directory ? new DirectoryInfo(path) : new FileInfo(path));
    }

    // The writing is done on another thread, a tenth of a second at a time, so that progress can be shown, and what was written be given out.
    private IEnumerable<ExtractionResult> Results(LayeredImage image, ImageItems items, FolderWriter writer)
    {
        ReadMeter meter = NewMeter();
        meter.Expect(items.Length);
        using var reader = new ContentReader(image, NewMeter());
        using IEnumerator<ExtractionResult> results = writer.Write(items.InReadingOrder(reader), meter).GetEnumerator();
        try
        {
            for (bool goesOn = true; goesOn;)
            {
                (List<ExtractionResult> written, goesOn) = Await(Task.Run(() => Some(results)), meter, Activity);
                ShowProgress(meter, Activity);
                foreach (ExtractionResult result in written)
                    yield return result;
            }
        }
        finally
        {
            EndProgress(Activity);
        }
    }

    private static (List<ExtractionResult> Results, bool GoesOn) Some(IEnumerator<ExtractionResult> results)
    {
        var some = new List<ExtractionResult>();
        for (long start = Environment.TickCount64; Environment.TickCount64 - start < BatchMilliseconds;)
        {
            if (!results.MoveNext())
                return (some, false);
            some.Add(results.Current);
        }
        return (some, true);
    }
}
