using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Compression.Deflate.Ahead;
using PSLayers.Compression.Seeking;
using PSLayers.Limits;

namespace PSLayers.Compression;

/// <summary>One way to compress a blob: its name, how its first bytes look, and how to open it.</summary>
internal sealed class CompressionFormat
{
    /// <summary>Bytes that are enough to tell the format.</summary>
    public const int MagicSize = 6;

    private readonly Func<byte[], bool> _matches;
    private readonly Opener _open;
    private readonly bool _readsByteByByte;
    private readonly Resumer? _resume;

    private CompressionFormat(string name, Func<byte[], bool> matches, Opener open, Resumer? resume = null, bool readsByteByByte = false) =>
        (Name, _matches, _open, _resume, _readsByteByByte) = (name, matches, open, resume, readsByteByByte);

    private delegate Stream Opener(CountingStream stored, ReadLimits limits, Func<ByteReader>? again);

    private delegate Stream Resumer(CountingStream stored, in SeekPosition position, ReadOnlySpan<byte> window, ReadLimits limits);

    /// <summary>Not compressed.</summary>
    public static CompressionFormat None { get; } = new("none", _ => true, (stored, _, _) => stored);

    /// <summary>All formats in the order of the check; what none of them recognises is not compressed.</summary>
    public static IReadOnlyList<CompressionFormat> All { get; } =
    [
        new("gzip", m => m.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]), OpenGzip,
            (CountingStream stored, in SeekPosition position, ReadOnlySpan<byte> window, ReadLimits _) => GzipReader.Resume(stored, position, window)),
        new("zstd", m => m.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) || IsSkippableFrame(m), (stored, limits, _) => new ZstdReader(stored, limits.WindowLog),
            (CountingStream stored, in SeekPosition position, ReadOnlySpan<byte> _, ReadLimits limits) => new ZstdReader(stored, limits.WindowLog, position)),
        new("xz", m => m.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00]), (stored, limits, _) => new XzReader((BufferedInput)stored, limits.WindowLog), readsByteByByte: true),
        new("bzip2", IsBzip2, (stored, _, _) => new Bzip2Reader((BufferedInput)stored), readsByteByByte: true),
        None,
    ];

    /// <summary>The name that users see: <c>none</c>, <c>gzip</c>, <c>zstd</c>, <c>xz</c> or <c>bzip2</c>.</summary>
    public string Name { get; }

    /// <summary>Whether decoding can begin at seek points.</summary>
    public bool CanResume => _resume is not null;

    /// <summary>The format of a blob that starts with these bytes.</summary>
    public static CompressionFormat Of(ReadOnlySpan<byte> start)
    {
        byte[] magic = start[..Math.Min(start.Length, MagicSize)].ToArray();
        return All.First(format => format._matches(magic));
    }

    /// <summary>Decompresses stored bytes.</summary>
    /// <param name="stored">The stored bytes; closed with the result.</param>
    /// <param name="name">Name of the blob for messages.</param>
    /// <param name="limits">Limits of expansion and memory.</param>
    /// <param name="recorder">Gets the seek points that are passed; null where nobody wants them.</param>
    /// <param name="again">Opens the stored bytes once more, for idle cores to help where all of a stream will be read; null where they should
    /// not.</param>
    public ChunkReader Open(CountingStream stored, string name, ReadLimits limits, SeekRecorder? recorder = null, Func<ByteReader>? again = null) =>
        this == None
            ? new StreamChunkReader(stored)
            : Guarded(_readsByteByByte ? new BufferedInput(stored) : stored, name, limits, recorder, again);

    /// <summary>Decompresses stored bytes from a seek point on.</summary>
    /// <param name="stored">The stored bytes, standing at the point; closed with the result.</param>
    /// <param name="name">Name of the blob for messages.</param>
    /// <param name="limits">Limits of expansion and memory; they count as if all before had been read too.</param>
    /// <param name="table">Seek points of this format.</param>
    /// <param name="point">Number of the point.</param>
    public ChunkReader Resume(CountingStream stored, string name, ReadLimits limits, SeekTable table, int point)
    {
        SeekPosition position = table[point];
        return new GuardedChunkReader(() =>
        {
            Span<byte> window = stackalloc byte[Inflater.WindowSize];
            return _resume!(stored, position, window[..table.Window(point, window)], limits);
        }, stored, Name, name, limits, position.OutputOffset);
    }

    private GuardedChunkReader Guarded(CountingStream stored, string name, ReadLimits limits, SeekRecorder? recorder, Func<ByteReader>? again) => new(() =>
    {
        Stream decoder = _open(stored, limits, again);
        recorder?.Watch(decoder);
        return decoder;
    }, stored, Name, name, limits, isWhole: again is not null);

    private static GzipReader OpenGzip(CountingStream stored, ReadLimits limits, Func<ByteReader>? again) =>
        again is not null && stored.Length >= limits.AheadFrom
            ? new GzipReader(stored, new ReadAhead(again, stored.Length, AheadOptions.Within(limits)))
            : new GzipReader(stored);

    // "BZh", the block size, and the first bytes of a block or of the end: three letters alone may begin a file name, and so a tar.
    private static bool IsBzip2(byte[] magic) => magic.AsSpan().StartsWith("BZh"u8) && magic.Length == MagicSize && magic[3] is >= (byte)'1' and <= (byte)'9'
        && (magic[4], magic[5]) is (0x31, 0x41) or (0x17, 0x72);

    // Frames that hold no data, such as a table of contents, may stand in front (RFC 8878, 3.1.2).
    private static bool IsSkippableFrame(byte[] magic) =>
        magic.Length >= 4 && magic[0] is >= 0x50 and <= 0x5F && magic.AsSpan(1).StartsWith((ReadOnlySpan<byte>)[0x2A, 0x4D, 0x18]);
}
