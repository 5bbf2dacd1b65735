using PSLayers.Compression.Deflate;
using ZstdSharp;

namespace PSLayers.Compression.Seeking;

/// <summary>The seek points of one compressed stream, in the order of their offsets, with what decoding needs there. It never changes, and may
/// be used by several threads at once.</summary>
internal sealed partial class SeekTable
{
    private readonly SeekPosition[] _positions;
    private readonly int[] _windowEnds;
    private readonly byte[] _windows;

    /// <summary>Makes the table.</summary>
    /// <param name="positions">The points, offsets ascending.</param>
    /// <param name="windowEnds">For each point, where its window ends in <paramref name="windows"/>; it starts where the one before ends.</param>
    /// <param name="windows">The windows, each a zstd frame of at most 32 KiB, or empty.</param>
    /// <param name="outputLength">Bytes of output up to the end, or to where the stream could be read.</param>
    public SeekTable(SeekPosition[] positions, int[] windowEnds, byte[] windows, long outputLength)
    {
        (_positions, _windowEnds, _windows, OutputLength) = (positions, windowEnds, windows, outputLength);
        long last = 0;
        foreach (SeekPosition position in positions)
        {
            LongestSpan = Math.Max(LongestSpan, position.OutputOffset - last);
            last = position.OutputOffset;
        }
        LongestSpan = Math.Max(LongestSpan, outputLength - last);
    }

    /// <summary>The table of a stream that has no points.</summary>
    public static SeekTable Empty(long outputLength) => new([], [], [], outputLength);

    /// <summary>Number of points; the start of the stream is none.</summary>
    public int Count => _positions.Length;

    /// <summary>Bytes of output up to the end, or to where the stream could be read.</summary>
    public long OutputLength { get; }

    /// <summary>The most output, in bytes, between a place where decoding can begin and the next, or the end.</summary>
    public long LongestSpan { get; }

    /// <summary>About how many bytes of memory the table takes.</summary>
    public long Footprint => 100 + SeekRecorder.PointBytes * (long)_positions.Length + _windows.Length;

    /// <summary>Where a point is.</summary>
    public ref readonly SeekPosition this[int point] => ref _positions[point];

    /// <summary>The nearest point at or before an offset of the output; -1 for the start of the stream.</summary>
    public int Find(long outputOffset)
    {
        int low = 0;
        int high = _positions.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (_positions[middle].OutputOffset <= outputOffset)
                low = middle + 1;
            else
                high = middle;
        }
        return low - 1;
    }

    /// <summary>The window of a point as it is kept: a zstd frame, or nothing.</summary>
    public ReadOnlySpan<byte> PackedWindow(int point) => _windows.AsSpan((point == 0 ? 0 : _windowEnds[point - 1]).._windowEnds[point]);

    /// <summary>The output before a point, which decoding needs there.</summary>
    /// <param name="point">Number of the point.</param>
    /// <param name="window">Room for 32 KiB.</param>
    /// <returns>How many bytes there are.</returns>
    /// <exception cref="ZstdException">The table is damaged.</exception>
    public int Window(int point, Span<byte> window)
    {
        ReadOnlySpan<byte> packed = PackedWindow(point);
        if (packed.IsEmpty)
            return 0;
        using var unpacker = new Decompressor();
        return unpacker.Unwrap(packed, window[..Inflater.WindowSize]);
    }
}
