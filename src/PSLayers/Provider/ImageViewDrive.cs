using System.Management.Automation;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Errors;
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

    internal ImageViewDrive(string name, ProviderInfo provider, string root, LayeredImage image, TreeView view, bool showsLayers)
        : base(name, provider, root, $"{image.Image.Name}, layers 0 to {view.Top}", credential: null, displayRoot: image.Image.Archive)
    {
        (Image, View, ShowsLayers) = (image, view, showsLayers);
        Top = showsLayers ? new StackRoot(image, view, Listing) : ViewItem.RootOf(image, view, Listing);
    }

    /// <summary>The image with its tree.</summary>
    internal LayeredImage Image { get; }

    /// <summary>What the drive shows.</summary>
    internal TreeView View { get; }

    /// <summary>Whether the stack is shown too.</summary>
    internal bool ShowsLayers { get; }

    /// <summary>The root folder.</summary>
    internal DriveItem Top { get; }

    /// <summary>Opens the content of an entry.</summary>
    /// <exception cref="ImageException">The drive is removed, or the layer is absent or damaged.</exception>
    internal Stream Open(ContentPlace place)
    {
        ContentReader reader;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            if (_stop.IsCancellationRequested)
            {
                CloseReader();
                _stop.Dispose();
                _stop = new CancellationTokenSource();
            }
            reader = _reader ??= new ContentReader(Image, new ReadMeter(_stop.Token));
        }
        return reader.Open(place.Layer, place.Row);
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
