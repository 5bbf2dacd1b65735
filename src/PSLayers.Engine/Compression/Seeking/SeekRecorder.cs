using System.Buffers;
using PSLayers.Limits;
using ZstdSharp;

namespace PSLayers.Compression.Seeking;

/// <summary>Collects the seek points that a decoder passes on its way, few enough that the table stays small beside the stream.</summary>
/// <param name="limits">How far apart points are, and how much they may take in all.</param>
internal sealed class SeekRecorder(ReadLimits limits) : IDisposable
{
    /// <summary>Bytes that a point takes in memory beside its window.</summary>
    public const int PointBytes = 28;

    private const int WindowLevel = 1;

    private readonly List<SeekPosition> _positions = [];
    private readonly List<byte[]> _windows = [];
    private long _spacing = limits.SeekSpacing;
    private long _bytes;
    private Compressor? _packer;
    private byte[] _packed = [];

    /// <summary>Listens to a decoder, if it is of a kind that knows of seek points.</summary>
    public void Watch(Stream decoder)
    {
        if (decoder is ISeekPointSource source)
            source.ReportSeekPoints(limits.SeekSpacing, Add);
    }

    /// <summary>The points so far as a table.</summary>
    /// <param name="outputLength">Bytes of output that there are.</param>
    public SeekTable Build(long outputLength)
    {
        byte[] windows = new byte[_windows.Sum(window => (long)window.Length)];
        int[] ends = new int[_windows.Count];
        int at = 0;
        for (int i = 0; i < ends.Length; i++)
        {
            _windows[i].CopyTo(windows, at);
            ends[i] = at += _windows[i].Length;
        }
        return new SeekTable([.. _positions], ends, windows, outputLength);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _packer?.Dispose();
        _packer = null;
        if (_packed.Length > 0)
            ArrayPool<byte>.Shared.Return(_packed);
        _packed = [];
    }

    private void Add(in SeekPosition position, ReadOnlySpan<byte> window)
    {
        if (_positions.Count > 0 && position.OutputOffset - _positions[^1].OutputOffset < _spacing)
            return;
        byte[] packed = Pack(window);
        long bytes = _bytes + PointBytes + packed.Length;
        // What shrinks to nearly nothing is decoded fast, so that a longer span does no harm.
        if (bytes > position.CompressedOffset / 1000.0 * limits.SeekTableShare)
            return;
        _positions.Add(position);
        _windows.Add(packed);
        _bytes = bytes;
        if (_bytes > limits.SeekTableSize)
            Thin();
    }

    private byte[] Pack(ReadOnlySpan<byte> window)
    {
        if (window.IsEmpty)
            return [];
        _packer ??= new Compressor(WindowLevel);
        if (_packed.Length == 0)
            _packed = ArrayPool<byte>.Shared.Rent(Compressor.GetCompressBound(Deflate.Inflater.WindowSize));
        int length = _packer.Wrap(window, _packed);
        return _packed[..length];
    }

    // Every second point goes, and those to come are twice as far apart.
    private void Thin()
    {
        _spacing *= 2;
        int kept = 0;
        _bytes = 0;
        for (int i = 1; i < _positions.Count; i += 2)
        {
            (_positions[kept], _windows[kept]) = (_positions[i], _windows[i]);
            _bytes += PointBytes + _windows[kept++].Length;
        }
        _positions.RemoveRange(kept, _positions.Count - kept);
        _windows.RemoveRange(kept, _windows.Count - kept);
    }
}
