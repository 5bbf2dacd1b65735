using System.Buffers.Binary;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>
/// Writes a layer in the manner of zstd:chunked: a frame an entry, the table of contents in a skippable frame, and a skippable
/// footer of 64 bytes that says where the table is.
/// </summary>
internal static class ZstdChunkedForm
{
    private const ulong ManifestTypeCrfs = 1;

    public static byte[] Build(byte[] tar)
    {
        var (slices, end) = TarSlices.Cut(tar);
        var frames = new List<byte[]>();
        var toc = new JsonArray();
        var offset = 0L;
        foreach (var slice in slices)
        {
            var frame = Compress.Zstd(tar[slice.Start..slice.End]);
            var entry = new JsonObject { ["type"] = slice.TocType, ["name"] = slice.Name };
            if (slice.Size > 0 && slice.TocType == "reg")
            {
                entry["size"] = slice.Size;
                entry["offset"] = offset;
                entry["endOffset"] = offset + frame.Length;
            }

            toc.Add(entry);
            frames.Add(frame);
            offset += frame.Length;
        }

        frames.Add(Compress.Zstd(end));
        offset += frames[^1].Length;
        var table = Json.Bytes(new JsonObject { ["version"] = 1, ["entries"] = toc });
        var packed = Compress.Zstd(table);
        frames.Add(Compress.Skippable(packed));
        frames.Add(Compress.Skippable(Footer(offset + 8, packed.Length, table.Length)));
        return Compress.Concat([.. frames]);
    }

    private static byte[] Footer(long offset, long packed, long unpacked)
    {
        var footer = new byte[64];
        BinaryPrimitives.WriteInt64LittleEndian(footer, offset);
        BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(8), packed);
        BinaryPrimitives.WriteInt64LittleEndian(footer.AsSpan(16), unpacked);
        BinaryPrimitives.WriteUInt64LittleEndian(footer.AsSpan(24), ManifestTypeCrfs);
        "GNUlInUx"u8.CopyTo(footer.AsSpan(56));
        return footer;
    }
}
