using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Provider;

/// <summary>A drive that shows an image. It owns what it holds open, and gives it back when it is removed.</summary>
public sealed class ImageViewDrive : PSDriveInfo, IDisposable
{
    private readonly object _gate = new();
    private CancellationTokenSource _stop = new();
    private CancellationTokenSource _stopListing = new();
    private ContentReader? _reader;
    private bool _isClosed;

    internal ImageViewDrive(string name, ProviderInfo provider, string root, LayeredImage image, TreeView view, bool showsLayers, DriveChanges? changes = null)
        : base(name, provider, root, $"{image.Image.Name}, layers 0 to {view.Top}", credential: null, displayRoot: image.Image.Archive)
    {
        (Image, View, ShowsLayers, Changes) = (image, view, showsLayers, changes);
        Top = changes is not null && OperatingSystem.IsLinux() ? new WritableItem(DrivePlace.RootOf(changes.View), Listing)
            : showsLayers ? new StackRoot(image, view, Listing) : ViewItem.RootOf(image, view, Listing);
    }

    /// <summary>The image with its tree, without what was changed on the drive.</summary>
    internal LayeredImage Image { get; }

    /// <summary>What was changed, and can be; null where the drive is there to be read.</summary>
    internal DriveChanges? Changes { get; }

    /// <summary>Full path of the folder with the changes; null where the drive is there to be read.</summary>
    internal string? UpperPath => Changes is not null && OperatingSystem.IsLinux() ? Changes.Path : null;

    /// <summary>What the user had better know of that folder; null for nothing.</summary>
    internal string? UpperWarning => Changes is not null && OperatingSystem.IsLinux() ? Changes.Warning : null;

    /// <summary>What the drive shows.</summary>
    internal TreeView View { get; }

    /// <summary>Whether the stack is shown too.</summary>
    internal bool ShowsLayers { get; }

    /// <summary>The root folder: of a writable drive as it is now, without the objects that users get.</summary>
    internal DriveItem Top { get; }

    /// <summary>The image as the drive shows it: of a writable one with the changes that there are now as its topmost layer.</summary>
    internal LayeredImage ShownImage => Changes is not null && OperatingSystem.IsLinux() ? Changes.Now(Listing()) : Image;

    /// <summary>The root folder with the objects that users get.</summary>
    internal DriveItem Shown => Changes is null ? Top : ViewItem.RootOf(ShownImage, Listing);

    /// <summary>A file with the object that users get, from a look at its path alone, whatever else was changed; null for what is no file of a writable
    /// drive.</summary>
    /// <param name="parts">The parts of the path.</param>
    /// <param name="isNew">Whether it was just made: a directory has nothing in it then.</param>
    internal DriveItem? ShownAlone(ReadOnlySpan<string> parts, bool isNew)
    {
        if (Changes is null || !OperatingSystem.IsLinux() || Top.Find(parts) is not WritableItem { Place.Node: { } node })
            return null;
        // Which of several names of a file is the first, only a look at all of them tells.
        bool isAlone = node is { Type: EntryType.File, Upper: null or { Names: 1 } } || (isNew && node.IsDirectory);
        return isAlone ? ViewItem.RootOf(Changes.Of(node, Listing()), Listing).Find(parts) : null;
    }

    /// <summary>Opens the changes to an image, for a writable drive.</summary>
    /// <param name="image">The image.</param>
    /// <param name="upperPath">Full path of the folder that has them; null for one of their own, which goes with the drive.</param>
    /// <exception cref="ImageException">There can be no such folder, or it has the changes to another image.</exception>
    internal static DriveChanges OpenChanges(LayeredImage image, string? upperPath) => OperatingSystem.IsLinux() ? DriveChanges.Of(image, upperPath)
        : throw new ImageException(ImageErrorId.MountFailed, "the changes have the form of Linux' overlayfs, and drives are writable on Linux only");

    /// <summary>Opens the content of a file.</summary>
    /// <exception cref="ImageException">It has none, or the drive is removed, or the layer is absent or damaged.</exception>
    internal Stream Open(DriveItem item)
    {
        if (OperatingSystem.IsLinux() && item is WritableItem { Place: { Node: { } node, View: var view } })
            return view.OpenRead(view.Find(node.RawPath, followsLast: true) ?? node, Reader());
        ContentPlace place = item.Content();
        return Reader().Open(place.Layer, place.Row);
    }

    private ContentReader Reader()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_stop.IsCancellationRequested)
            {
                CloseReader();
                _stop.Dispose();
                _stop = new CancellationTokenSource();
            }
            return _reader ??= new ContentReader(Image, new ReadMeter(_stop.Token));
        }
    }

    /// <summary>Ends reading that goes on, since the user wishes to stop. What is opened later is not affected.</summary>
    internal void StopReading()
    {
        lock (_gate)
        {
            if (!_isClosed)
                _stop.Cancel();
        }
    }

    /// <summary>Ends listing that goes on, since the user wishes to stop. What is listed later is not affected.</summary>
    internal void StopListing()
    {
        lock (_gate)
        {
            if (!_isClosed)
                _stopListing.Cancel();
        }
    }

    /// <summary>Gives back what is held open.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
                return;
            _isClosed = true;
            CloseReader();
            _stop.Dispose();
            _stopListing.Dispose();
            if (OperatingSystem.IsLinux())
                Changes?.Dispose();
        }
    }

    // The user's wish to stop what is listed from now on.
    private CancellationToken Listing()
    {
        lock (_gate)
        {
            if (_isClosed)
                return CancellationToken.None;
            if (_stopListing.IsCancellationRequested)
            {
                _stopListing.Dispose();
                _stopListing = new CancellationTokenSource();
            }
            return _stopListing.Token;
        }
    }

    private void CloseReader()
    {
        _reader?.Dispose();
        _reader = null;
    }
}
