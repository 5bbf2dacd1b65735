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

    public override StoredIdentity? Identity => stored.Identity?.Within("within");

    public override bool IsRandomAccess => stored.IsRandomAccess;

    public override ByteReader Open() => stored.OpenBytes(limits);
}
