using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Limits;

namespace PSLayers.Mounting.Fuse;

/// <summary>The bytes of a layer that is not plain in a file of the disk, for any thread: of several programs that read it, each in an order of its own,
/// each has its own way through it, as long as there is room.</summary>
/// <param name="layer">The layer.</param>
/// <param name="limits">Limits of expansion and memory; the distance of seek points.</param>
/// <param name="takeRoom">Tells whether there is room for one window more than the first; then that is taken.</param>
internal sealed class LayerWindows(LayerSource layer, ReadLimits limits, Func<bool> takeRoom) : ByteReader
{

    private readonly Lock _gate = new();

    // The one that was used last is the last.
    private readonly List<LayerWindow> _windows = [];

    public override int Read(Span<byte> buffer, long offset) => Take(offset).Read(buffer, offset);

    /// <summary>Decompresses what will be wanted next by whoever read last.</summary>
    public void ReadAhead()
    {
        LayerWindow latest;
        lock (_gate)
            latest = _windows[^1];
        latest.ReadAhead();
    }

    public override void Dispose()
    {
        foreach (LayerWindow window in _windows)
            window.Dispose();
        _windows.Clear();
    }

    private LayerWindow Take(long offset)
    {
        lock (_gate)
        {
            LayerWindow? window = _windows.MinBy(window => window.DistanceTo(offset));
            // Nearer than seek points are from each other, reading on is best. Where there are none, a second way is as long as the first.
            if (window is null || window.DistanceTo(offset) > Math.Max(LayerWindow.Reach, limits.SeekSpacing))
                window = window is null || (Blob.IsRandomAccess && takeRoom()) ? new LayerWindow(Blob.OpenBytes(limits)) : _windows[0];
            _windows.Remove(window);
            _windows.Add(window);
            return window;
        }
    }

    private Blob Blob => layer.Blob ?? throw layer.Refusal ?? new ImageException(ImageErrorId.BlobMissing, "the layer is not in the archive");
}
