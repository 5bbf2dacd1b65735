using System.Management.Automation;
using System.Text;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Reads files of an image, as Get-Content reads files of the disk.</summary>
[Cmdlet(VerbsCommon.Get, "ImageContent", DefaultParameterSetName = PathSet)]
[OutputType(typeof(string), typeof(byte))]
public sealed class GetImageContentCommand : FileContentCommand
{
    /// <summary>Whether a file comes as one string, or one array of bytes.</summary>
    [Parameter]
    public SwitchParameter Raw { get; set; }

    /// <summary>Whether bytes come instead of text.</summary>
    [Parameter]
    public SwitchParameter AsByteStream { get; set; }

    /// <summary>Encoding of the text.</summary>
    [Parameter]
    [TextEncoding]
    [ArgumentCompleter(typeof(EncodingCompleter))]
    [ValidateNotNull]
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    /// <summary>What ends a piece of text.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Delimiter { get; set; }

    /// <summary>How many lines or bytes from the start.</summary>
    [Parameter]
    [Alias("First", "Head")]
    [ValidateRange(0, long.MaxValue)]
    public long? TotalCount { get; set; }

    /// <summary>How many lines or bytes from the end.</summary>
    [Parameter]
    [Alias("Last")]
    [ValidateRange(0, int.MaxValue)]
    public int? Tail { get; set; }

    /// <summary>How many lines or bytes come as one array.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long ReadCount { get; set; } = 1;

    private ContentForm Form => new() { AsBytes = AsByteStream, Raw = Raw, Encoding = Encoding, Delimiter = Delimiter, Head = TotalCount, Tail = Tail };

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Exclude(nameof(TotalCount), nameof(Tail));
        Exclude(nameof(Raw), nameof(TotalCount), nameof(Tail), nameof(Delimiter));
        Exclude(nameof(AsByteStream), nameof(Delimiter));
    }

    private protected override void ProcessPath(LayeredImage image, TreeView view, string path, bool isMatch)
    {
        ContentPlace place;
        try
        {
            place = ContentFinder.Find(image, view, path);
        }
        catch (ImageException e) when (isMatch && e.ErrorId == ImageErrorId.NotAFile)
        {
            WriteVerbose($"{e.Message}");
            return;
        }
        catch (ImageException e)
        {
            throw NotFound(image, view, path, e);
        }
        Write(image, place);
    }

    private protected override void ProcessEntry(LayeredImage image, LayerEntry entry, TreeView? view) => Write(image, ContentFinder.Of(image, entry, view));

    private protected override void ProcessFile(ImageFile file, TreeView view) => ProcessEntry(
        file.Image,
        file.Entry ?? throw new ImageException(ImageErrorId.NotAFile, $"{file.InnerPath} is no file but a directory"),
        view);

    private void Write(LayeredImage image, ContentPlace place)
    {
        try
        {
            using Stream content = Open(image, place);
            WriteAll(Form.Read(content, SeeksWell(place.Layer), image.Limits));
        }
        finally
        {
            EndReading();
        }
    }

    private void WriteAll(IEnumerable<object> objects)
    {
        if (Raw || ReadCount == 1)
        {
            foreach (object item in objects)
                WriteObject(item);
            return;
        }
        foreach (object[] batch in objects.Chunk(ReadCount is > 0 and < int.MaxValue ? (int)ReadCount : int.MaxValue))
            WriteObject(batch);
    }
}
