using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace PSLayers.Fixtures;

/// <summary>
/// Writes a layer as stargz-snapshotter does: a gzip member an entry, a landmark, the table of contents as a last entry, and an
/// empty member whose extra field says where the table begins.
/// </summary>
internal static class EstargzForm
{
    public static (byte[] Tar, byte[] Stored) Build(byte[] tar, bool tocBehindEnd)
    {
        var landmark = new TarBuilder().File(".no.prefetch.landmark", [0xF]).EndBlocks(0).Build();
        var (slices, end) = TarSlices.Cut(tar);
        var plain = new List<byte[]> { landmark };
        plain.AddRange(slices.Select(slice => tar[slice.Start..slice.End]));
        var members = plain.ConvertAll(Compress.Gzip);
        var toc = new JsonArray();
        long offset = members[0].Length;
        for (var i = 0; i < slices.Count; i++)
        {
            toc.Add(Entry(slices[i], offset, tar));
            offset += members[i + 1].Length;
        }

        if (tocBehindEnd)
        {
            plain.Add(end);
            members.Add(Compress.Gzip(end));
            offset += members[^1].Length;
        }

        var table = new JsonObject { ["version"] = 1, ["entries"] = toc };
        var last = new TarBuilder().File("stargz.index.json", Json.Bytes(table)).Build();
        plain.Add(last);
        members.Add(Compress.Gzip(last));
        members.Add(Footer(offset));
        return (Compress.Concat([.. plain]), Compress.Concat([.. members]));
    }

    private static JsonObject Entry(TarSlice slice, long offset, byte[] tar)
    {
        var entry = new JsonObject { ["name"] = slice.Name, ["type"] = slice.TocType };
        if (slice.Size == 0 || slice.TocType != "reg")
            return entry;
        entry["size"] = slice.Size;
        entry["offset"] = offset;
        entry["digest"] = Sha.Digest256(tar[slice.DataOffset..(slice.DataOffset + (int)slice.Size)]);
        return entry;
    }

    // An empty stored block, so that the footer has 51 bytes whatever the writer.
    private static byte[] Footer(long tocOffset)
    {
        var extra = Encoding.ASCII.GetBytes(tocOffset.ToString("x16", CultureInfo.InvariantCulture) + "STARGZ");
        return
        [
            0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, (byte)(extra.Length + 4), 0, (byte)'S', (byte)'G', (byte)extra.Length, 0, .. extra,
            1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
    }
}
