using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Overlays;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>What a writable drive has beside its image: the folder with the changes, and the file system that both give.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DriveChanges : IDisposable
{
    private readonly LiveImage _live;

    private DriveChanges(LayeredImage image, UpperFolder upper) => (View, _live) = (new WritableView(image, upper), new LiveImage(image, upper));

    /// <summary>The file system, to be read and changed.</summary>
    public WritableView View { get; }

    /// <summary>Full path of the folder with the changes.</summary>
    public string Path => View.Upper.Path;

    /// <summary>What the user had better know of the folder; null for nothing.</summary>
    public string? Warning => View.Upper.Warning?.Message;

    /// <summary>Whether the changes go with the drive.</summary>
    public bool AreTemporary => View.Upper.IsTemporary;

    /// <summary>Opens the changes to an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">Full path of the folder that has them; null for one of their own.</param>
    /// <exception cref="ImageException">There can be no such folder, or it has the changes to another image.</exception>
    public static DriveChanges Of(LayeredImage image, string? path)
    {
        UpperFolder upper = path is null ? UpperFolder.Temporary(image.Image.Name) : UpperFolder.Open(path, image.Limits);
        try
        {
            return new DriveChanges(image, upper);
        }
        catch
        {
            upper.Dispose();
            throw;
        }
    }

    /// <summary>The image with the changes that there are now as its topmost layer.</summary>
    /// <param name="cancellation">Ends the work.</param>
    public LayeredImage Now(CancellationToken cancellation) => _live.Now(new ReadMeter(cancellation));

    /// <summary>The image with what there is now at one path, and nothing else of the changes.</summary>
    /// <param name="file">What is at the path.</param>
    /// <param name="cancellation">Ends the work.</param>
    public LayeredImage Of(MergedNode file, CancellationToken cancellation) => _live.Of(file, new ReadMeter(cancellation));

    /// <summary>How many files, directories and whiteouts the changes are.</summary>
    public int Count() => _live.Scan(new ReadMeter()).Entries.Count;

    /// <inheritdoc/>
    public void Dispose() => View.Dispose();
}
