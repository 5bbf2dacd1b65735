using System.Management.Automation;
using System.Management.Automation.Provider;
using System.Runtime.Versioning;
using System.Text;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Overlays;
using PSLayers.Text;

namespace PSLayers.Provider;

/// <summary>What changes the content of files.</summary>
public sealed partial class ImageViewProvider
{
    /// <inheritdoc/>
    public IContentWriter? GetContentWriter(string path)
    {
        ViewContentWriter? writer = null;
        Change(path, changes =>
        {
            if (OperatingSystem.IsLinux())
                writer = NewWriter(changes.View, path);
        });
        return writer;
    }

    /// <inheritdoc/>
    public object GetContentWriterDynamicParameters(string path) => new ContentWriterParameters();

    /// <summary>Makes a file empty, for Clear-Content.</summary>
    /// <remarks>Set-Content clears as well before it writes. To it that is refused, by an exception of this type, at which it goes on to write: the file has
    /// what it had until the new content is whole.</remarks>
    public void ClearContent(string path)
    {
        bool isWritable = Mounted.DriveOf(DrivePath.Split(path ?? "")) is { Changes: not null };
        if (!isWritable || !ClearContentParameters.Are(DynamicParameters))
            throw new PSNotSupportedException($"{VisibleText.Line(path)}: {(isWritable ? "a file is cleared by Clear-Content that is given its path as -Path" : ReadOnly)}.");
        Change(path!, changes =>
        {
            if (OperatingSystem.IsLinux())
                Clear(changes.View, path!);
        });
    }

    /// <inheritdoc/>
    public object ClearContentDynamicParameters(string path) => new ClearContentParameters();

    [SupportedOSPlatform("linux")]
    private ViewContentWriter NewWriter(WritableView view, string path)
    {
        string inner = PlaceOf(view, path).InnerPath;
        return new ViewContentWriter(keeps => view.Write(inner, keeps, new ReadMeter(_stop.Token)), () => EncodingOf(path), ContentWriterParameters.Of(DynamicParameters), work => Finish(path, work));
    }

    // What is added to a text is written as the text is.
    private Encoding? EncodingOf(string path)
    {
        if (Find(path, out ImageViewDrive? drive) is not { IsFolder: false } item)
            return null;
        using Stream content = drive!.Open(item);
        Span<byte> start = stackalloc byte[ByteOrderMark.Longest];
        return ByteOrderMark.Find(start[..content.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)]).Encoding;
    }

    [SupportedOSPlatform("linux")]
    private void Clear(WritableView view, string path)
    {
        DrivePlace place = PlaceOf(view, path);
        if (place.Node is null)
            throw NotFound(path);
        if (!ShouldProcess(DrivePath.Visible(path), "Clear Content"))
            return;
        using UpperDraft empty = view.Write(place.InnerPath, keepsContent: false);
        empty.Complete();
    }

    // PowerShell closes a writer at the end of its command, and drops what is thrown then; and also where the pipeline is stopped, and the content not whole.
    private void Finish(string path, Action work)
    {
        if (!IsStopped())
            Guard(path, work);
    }

    // Whether this provider is told of it before its writer is closed, nobody promises. Whoever writes to the pipeline is told at once.
    private bool IsStopped()
    {
        try
        {
            WriteDebug("The content is whole.");
            return Stopping;
        }
        catch (PipelineStoppedException)
        {
            return true;
        }
    }
}
