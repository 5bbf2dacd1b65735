using PSLayers.Bytes;
using PSLayers.Tar;

namespace PSLayers.Sources;

/// <summary>A file of an archive that the archive's tar has as a sparse entry: its holes are zeros.</summary>
/// <param name="tar">The archive's uncompressed tar.</param>
/// <param name="map">Where the file has data.</param>
/// <param name="length">Its size, holes included.</param>
internal sealed class SparseSource(ByteSource tar, SparseMap map, long length) : ByteSource
{
    public override long Length => length;

    public override bool IsRandomAccess => tar.IsRandomAccess;

    public override ByteReader Open() => new Reader(tar.Open(), map, length);

    private sealed class Reader(ByteReader tar, SparseMap map, long length) : ByteReader
    {
        public override int Read(Span<byte> buffer, long offset)
        {
            if (offset >= length || buffer.IsEmpty)
                return 0;
            (long at, long there) = map.At(offset);
            buffer = buffer[..(int)Math.Min(buffer.Length, there)];
            if (at >= 0)
                return tar.Read(buffer, at);
            buffer.Clear();
            return buffer.Length;
        }

        public override void Dispose() => tar.Dispose();
    }
}
