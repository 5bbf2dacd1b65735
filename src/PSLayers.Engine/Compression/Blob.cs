using System.Globalization;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Limits;

namespace PSLayers.Compression;

/// <summary>Where a blob's stored bytes are, and how they are compressed. It holds nothing open.</summary>
internal sealed class Blob
{
    private static readonly MemorySource Nothing = new([]);

    private readonly ByteSource _source;
    private readonly long _offset;
    private CompressionFormat? _compression;
    private SeekAccess? _seeks;
    private string? _digest;

    private Blob(ByteSource source, long offset, long length, string name, CompressionFormat? compression) =>
        (_source, _offset, Length, Name, _compression) = (source, offset, length, name, compression);

    /// <summary>Stored bytes.</summary>
    public long Length { get; }

    /// <summary>Name inside the archive, for messages.</summary>
    public string Name { get; }

    /// <summary>How the bytes are compressed, by content: its first bytes are read when this is first asked.</summary>
    /// <exception cref="ImageException">They cannot be read.</exception>
    public CompressionFormat Compression => Volatile.Read(ref _compression) ?? Look();

    /// <summary>What makes two blobs the same stored bytes.</summary>
    public BlobPlace Place => new(_source, _offset);

    /// <summary>Names the stored bytes so that another session can know them again; null where nothing does. Once their digest was computed it is
    /// the same wherever they are.</summary>
    public StoredIdentity? Identity => ComputedDigest is { } digest ? new StoredIdentity("", digest) : PlaceIdentity;

    /// <summary>Names the stored bytes by where they are; null where nothing does.</summary>
    public StoredIdentity? PlaceIdentity => _source.Identity?.Within(string.Create(CultureInfo.InvariantCulture, $"{_offset} {Length}"));

    /// <summary>Digest of the stored bytes, where somebody has computed it: what an archive claims is not enough. Set only once.</summary>
    public string? ComputedDigest
    {
        get => Volatile.Read(ref _digest);
        set => Interlocked.CompareExchange(ref _digest, value, null);
    }

    /// <summary>Whether any decompressed byte is as near as the first.</summary>
    public bool IsRandomAccess => _source.IsRandomAccess && (Compression == CompressionFormat.None || Seeks is { IsRandomAccess: true });

    /// <summary>The ways into the midst of a compressed blob; known once it was read from its start to its end, and set only once.</summary>
    public SeekAccess? Seeks
    {
        get => Volatile.Read(ref _seeks);
        set => Interlocked.CompareExchange(ref _seeks, value, null);
    }

    /// <summary>A slice of a source. Nothing is read.</summary>
    // Nothing is opened for nothing: of a pipe in a folder, whose length is 0, no one would ever see the end.
    public static Blob Of(ByteSource source, long offset, long length, string name) => length == 0
        ? new Blob(Nothing, 0, 0, name, CompressionFormat.None)
        : new Blob(source, offset, length, name, compression: null);

    /// <summary>A slice of a source whose first bytes are known.</summary>
    public static Blob Of(ByteSource source, long offset, long length, string name, ReadOnlySpan<byte> start) =>
        new(source, offset, length, name, CompressionFormat.Of(start));

    /// <summary>The decompressed bytes in pieces.</summary>
    /// <param name="limits">Limits of expansion and memory.</param>
    /// <param name="meter">Told of each stored byte that was read.</param>
    /// <param name="recorder">Gets the seek points of compressed bytes; null where nobody wants them.</param>
    /// <param name="isWhole">Whether all will be read, one piece soon after another: then idle cores may help.</param>
    /// <param name="hash">Gets the stored bytes in their order, which idle cores do not keep; null where no digest of them is wanted.</param>
    public ChunkReader OpenChunks(
        ReadLimits limits, ReadMeter? meter = null, SeekRecorder? recorder = null, bool isWhole = false, StoredHash? hash = null) =>
        Compression.Open(new BlobStream(_source.Open(), _offset, Length, meter, hash: hash), Name, limits, recorder,
            isWhole && hash is null && _source.IsRandomAccess ? OpenStored : null);

    /// <summary>The stored bytes in pieces, which another core reads ahead.</summary>
    /// <param name="meter">Told of each byte, on that core.</param>
    /// <param name="hash">Gets the bytes too; null where no digest of them is wanted.</param>
    public ChunkReader OpenAhead(ReadMeter meter, StoredHash? hash) => new AheadChunkReader(new BlobStream(_source.Open(), _offset, Length, meter, hash: hash));

    /// <summary>The stored bytes.</summary>
    public ByteReader OpenStored() => new Slice(_source.Open(), _offset, Length);

    /// <summary>The decompressed bytes in pieces, from a seek point on.</summary>
    public ChunkReader ResumeChunks(ReadLimits limits, ReadMeter? meter, SeekTable table, int point) =>
        Compression.Resume(new BlobStream(_source.Open(), _offset, Length, meter, table[point].CompressedOffset), Name, limits, table, point);

    /// <summary>The decompressed bytes at any offset: at once where they are plain, from the nearest seek point where there are such; else
    /// forward in one pass, and backward from the front again.</summary>
    /// <param name="limits">Limits of expansion and memory.</param>
    /// <param name="meter">Told of the stored bytes that are decompressed; carries the wish to stop.</param>
    public ByteReader OpenBytes(ReadLimits limits, ReadMeter? meter = null) => Compression == CompressionFormat.None
        ? OpenStored()
        : new CompressedReader(this, limits, meter);

    /// <summary>The decompressed bytes as a source that others can take pieces of.</summary>
    /// <param name="length">How many decompressed bytes there are, as its table of entries tells.</param>
    /// <param name="limits">Limits of expansion and memory.</param>
    public ByteSource Plain(long length, ReadLimits limits) => Compression != CompressionFormat.None ? new CompressedSource(this, length, limits)
        : _offset == 0 && Length == _source.Length ? _source
        : new Part(this);

    /// <summary>The file of the disk that has the stored bytes in one piece, and where they begin in it; null where none has.</summary>
    public (FileSource File, long Offset)? OnDisk => _source is FileSource file ? (file, _offset) : null;

    /// <summary>The same bytes in the file that has them, which is open: whatever has its name by now.</summary>
    /// <param name="file">The file; it stays open as long as the result is read.</param>
    public Blob In(SafeFileHandle file) => new(new OpenFile(file, _source.Length), _offset, Length, Name, Compression) { Seeks = Seeks };

    /// <summary>The first stored bytes, as many as there are.</summary>
    public byte[] ReadStored(int count)
    {
        using ByteReader reader = _source.Open();
        byte[] start = new byte[Math.Min(count, Length)];
        return start[..reader.ReadFully(start, _offset)];
    }

    /// <summary>All stored bytes, for small documents.</summary>
    /// <param name="limit">How many bytes there may be.</param>
    public byte[] ReadAll(int limit)
    {
        if (Length > limit)
            throw new ImageException(ImageErrorId.DocumentTooLarge, $"a document of {Length} bytes; at most {limit} are read (limit DocumentSize)", Name);
        using ByteReader reader = _source.Open();
        byte[] content = new byte[Length];
        int read = reader.ReadFully(content, _offset);
        return read == content.Length
            ? content
            : throw new ImageException(ImageErrorId.ArchiveTruncated, $"expected {Length} bytes, but the archive ends after {read}", Name, read);
    }

    private CompressionFormat Look()
    {
        using ByteReader reader = _source.Open();
        Span<byte> magic = stackalloc byte[CompressionFormat.MagicSize];
        int read = reader.ReadFully(magic[..(int)Math.Min(magic.Length, Length)], _offset);
        CompressionFormat format = CompressionFormat.Of(magic[..read]);
        Volatile.Write(ref _compression, format);
        return format;
    }

    private sealed class Part(Blob blob) : ByteSource
    {
        public override long Length => blob.Length;

        public override StoredIdentity? Identity => blob.Identity;

        public override bool IsRandomAccess => blob.IsRandomAccess;

        public override ByteReader Open() => blob.OpenStored();
    }

    private sealed class Slice(ByteReader reader, long start, long length) : ByteReader
    {
        public override FilePlace? PlaceAt(long offset, out long count)
        {
            FilePlace? place = reader.PlaceAt(start + offset, out long there);
            count = Math.Min(there, Math.Max(0, length - offset));
            return place;
        }

        public override int Read(Span<byte> buffer, long offset)
        {
            int wanted = (int)Math.Clamp(length - offset, 0, buffer.Length);
            return wanted == 0 ? 0 : reader.Read(buffer[..wanted], start + offset);
        }

        public override void Dispose() => reader.Dispose();
    }
}
