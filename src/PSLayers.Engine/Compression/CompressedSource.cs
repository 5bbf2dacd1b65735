using PSLayers.Bytes;
using PSLayers.Limits;

namespace PSLayers.Compression;

/// <summary>The decompressed bytes of a compressed file.</summary>
/// <param name="stored">The file.</param>
/// <param name="length">How many decompressed bytes there are.</param>
/// <param name="limits">Limits of expansion and memory.</param>
internal sealed class CompressedSource(Blob stored, long length, ReadLimits limits) : ByteSource
{
    public override long Length => length;

    public override string? Identity => stored.StoredIdentity is { } identity ? $"within {identity}" : null;

    public override bool IsRandomAccess => stored.IsRandomAccess;

    /// <summary>About how many bytes of memory the seek points take.</summary>
    public long SeekFootprint => stored.Seeks?.Footprint ?? 0;

    public override ByteReader Open() => stored.OpenBytes(limits);
}
