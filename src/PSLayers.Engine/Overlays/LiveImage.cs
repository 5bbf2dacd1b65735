using System.Runtime.Versioning;
using PSLayers.Bytes;
using PSLayers.Editing.Adding;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Overlays;

/// <summary>The image of a writable view as it is now: the changes are its topmost layer. As long as nothing changes it is one and the same.</summary>
/// <param name="lower">The image that the changes are to.</param>
/// <param name="upper">The changes.</param>
[SupportedOSPlatform("linux")]
internal sealed class LiveImage(LayeredImage lower, UpperFolder upper)
{
    private readonly Lock _gate = new();
    private LayeredImage? _known;
    private UInt128 _fingerprint;

    /// <summary>The image that the changes are to.</summary>
    public LayeredImage Lower => lower;

    /// <summary>The changes.</summary>
    public UpperFolder Upper => upper;

    /// <summary>The image with the changes that there are now.</summary>
    /// <param name="meter">Carries the wish to stop.</param>
    public LayeredImage Now(ReadMeter meter)
    {
        UpperScan scan = Scan(meter);
        lock (_gate)
        {
            if (_known is null || _fingerprint != scan.Fingerprint)
                (_known, _fingerprint) = (WrittenLayer.Snapshot(lower, scan, meter), scan.Fingerprint);
            return _known;
        }
    }

    /// <summary>The image with what there is now at one path, and nothing else of the changes: enough for a file, and it costs the same however many
    /// changes there are.</summary>
    /// <param name="file">What is at the path.</param>
    /// <param name="meter">Carries the wish to stop.</param>
    public LayeredImage Of(MergedNode file, ReadMeter meter) =>
        WrittenLayer.Snapshot(lower, UpperScan.OfPath(upper.Root, upper.Path, file.RawNames, lower.Limits, meter.Cancellation), meter);

    /// <summary>The image with the changes that there are now as a layer, as <c>docker commit</c> makes it.</summary>
    /// <param name="step">What the history says of them.</param>
    /// <param name="warnings">Told of what no layer can have.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public ContainerImage Commit(LayerStep step, List<ImageWarning> warnings, ReadMeter meter)
    {
        UpperScan scan = Scan(meter);
        AddedLayer.Warn(upper.Path, scan.Skipped, warnings);
        return WrittenLayer.Commit(lower, scan, step, meter);
    }

    /// <summary>The changes that there are now.</summary>
    /// <param name="meter">Carries the wish to stop.</param>
    public UpperScan Scan(ReadMeter meter) => UpperScan.Of(upper, lower.Limits, meter.Cancellation);
}
