using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Commands.Bases;

/// <summary>A cmdlet that writes a file about each image, or gives its text to the pipeline.</summary>
public abstract class FilePerImageCommand : ViewCommand
{
    private FilePerImage? _destination;
    private (LayeredImage Image, TreeView View, int? Top)? _alone;
    private bool _areSeveral;

    /// <summary>The file, or a folder that gets a file for each image.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Destination { get; set; }

    /// <summary>Whether a file that exists is replaced.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether the files that were written are given out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Ending of the files' names.</summary>
    private protected abstract string Extension { get; }

    /// <summary>What is done, as -WhatIf and -Confirm call it.</summary>
    private protected abstract string Action { get; }

    /// <summary>Writes the file about an image, or its text.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="path">Full path of the file; null for the pipeline.</param>
    private protected abstract void Write(LayeredImage image, TreeView view, string? path);

    /// <summary>Writes a file; what fails is about that, not about the image.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="write">Writes it.</param>
    private protected void WriteFile(string path, Func<FileInfo> write) => Guard(Target(path), () =>
    {
        FileInfo written = write();
        if (PassThru)
            WriteObject(written);
    });

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Destination is { } given)
            Guard(given, () => _destination = new FilePerImage(given, PlaceOnDisk(given)));
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        int? top = UpTo ?? layer;
        TreeView view = image.ViewUpTo(top);
        if (Destination is null)
            Write(image, view, null);
        else if (_destination is { IsFolder: true })
            Export(image, view, top);
        else if (_destination is not null)
            (_alone, _areSeveral) = (_alone ?? (image, view, top), _alone is not null);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_areSeveral)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.PathNotFound, "the destination is no folder that exists, and several images cannot go into one file"), Destination!));
        else if (_alone is var (image, view, top))
            Export(image, view, top);
    }

    private void Export(LayeredImage image, TreeView view, int? top)
    {
        string? path = null;
        Guard(Destination!, () => path = _destination!.PlaceOf(image.Image, top, Extension));
        if (path is null || !ShouldProcess($"Item: {image.Image.Name} Destination: {VisibleText.Line(path)}", Action))
            return;
        bool isFree = false;
        Guard(Target(path), () =>
        {
            WholeFile.Check(path, Force);
            isFree = true;
        });
        if (isFree)
            Guard(image.Image.Archive, () => Write(image, view, path));
    }

    // What the user named; of a folder the file in it.
    private string Target(string path) => _destination is { IsFolder: true } ? path : Destination!;
}
