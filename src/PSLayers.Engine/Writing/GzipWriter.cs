using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace PSLayers.Writing;

/// <summary>Compresses with gzip. Each block ends on a byte, so that one behind the other they are one deflate stream in one member
/// (RFC 1951, 1952), which every reader takes.</summary>
internal sealed class GzipWriter : BlockWriter
{
    // Large enough that what a block cannot refer back to hardly counts: under 1 % of the size.
    private const int BlockSize = 1 << 20;

    // At worst each byte takes nine bits, at the level that knows one code only; the rest is for the flush.
    private const int Overhead = (BlockSize >> 3) + 4096;

    private static readonly byte[] Header = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF];

    // An empty block that is marked as the last.
    private static readonly byte[] LastBlock = [0x03, 0x00];

    private readonly ZLibCompressionOptions _options;
    private readonly Crc32 _checksum = new();
    private uint _length;

    /// <summary>Begins.</summary>
    /// <param name="target">Gets the compressed bytes; it is left open.</param>
    /// <param name="level">How hard to try, 1 to 9.</param>
    public GzipWriter(Stream target, int level) : base(target, BlockSize)
    {
        _options = new ZLibCompressionOptions { CompressionLevel = level };
        target.Write(Header);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _checksum.Append(buffer);
        _length = unchecked(_length + (uint)buffer.Length);
        base.Write(buffer);
    }

    // A flush ends on a byte, and says that more may follow.
    protected override ArraySegment<byte> Compress(ReadOnlySpan<byte> block)
    {
        byte[] room = ArrayPool<byte>.Shared.Rent(BlockSize + Overhead);
        using var compressed = new MemoryStream(room);
        var deflate = new DeflateStream(compressed, _options, leaveOpen: true);
        deflate.Write(block);
        deflate.Flush();
        int end = (int)compressed.Position;
        // Its own end is not wanted.
        deflate.Dispose();
        return new ArraySegment<byte>(room, 0, end);
    }

    protected override void WriteEnd()
    {
        Target.Write(LastBlock);
        Span<byte> trailer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _checksum.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _length);
        Target.Write(trailer);
    }
}
