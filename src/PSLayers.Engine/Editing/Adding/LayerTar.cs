using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Text;

namespace PSLayers.Editing.Adding;

/// <summary>Puts the tar of a new layer together. The content of files stays where it is, and is read by whoever reads the tar.</summary>
internal static class LayerTar
{
    /// <summary>The tar. A further name of a file becomes a hard link to the first.</summary>
    /// <param name="entries">What is in it; a directory stands before what it has.</param>
    /// <param name="edited">The time of the edit.</param>
    /// <param name="latest">No file is later than this; null for any time.</param>
    /// <param name="table">Gets the entries as whoever reads the tar would find them; null where nobody wants them.</param>
    public static SplicedSource Of(IEnumerable<NewEntry> entries, DateTimeOffset edited, DateTimeOffset? latest, LayerIndexBuilder? table = null)
    {
        var tar = new SplicedSource.Builder();
        var names = new Dictionary<(ulong Device, ulong Number), byte[]>();
        // Headers, and the zeros in front of them, are one piece up to the next file.
        var between = new List<byte>();
        foreach (NewEntry item in entries)
        {
            EntryHeader entry = item.Header with { Time = item.TimeOf(edited, latest) };
            ByteSource? content = item.Content;
            if (item.SharedFile is { } file && !names.TryAdd(file, entry.Name))
            {
                entry = entry with { Type = EntryType.HardLink, LinkTarget = names[file], Size = 0 };
                content = null;
            }
            long header = tar.Length + between.Count;
            between.AddRange(TarHeaderWriter.Headers(entry));
            if (table is not null)
                Add(table, entry, header, tar.Length + between.Count);
            if (content is null or { Length: 0 })
                continue;
            tar.Add(between.ToArray());
            tar.Add(content, 0, content.Length);
            between.Clear();
            between.AddRange(TarHeaderWriter.Padding(content.Length).Span);
        }
        between.AddRange(TarHeaderWriter.EndMark.Span);
        tar.Add(between.ToArray());
        return tar.Build();
    }

    private static void Add(LayerIndexBuilder table, EntryHeader entry, long header, long data)
    {
        bool isDevice = entry.Type is EntryType.CharacterDevice or EntryType.BlockDevice;
        bool hasExtras = isDevice || entry.Xattrs is { Count: > 0 };
        var row = new LayerRow { Type = entry.Type, Size = entry.Size, Time = entry.Time, Mode = (ushort)(entry.Mode & 0xFFF) };
        row.Place(header, data, entry.Nanoseconds);
        int owner = table.OwnerNumber(entry.Uid, entry.Gid, EntryName.Encode(entry.User), EntryName.Encode(entry.Group));
        ReadOnlySpan<byte> name = entry.Type == EntryType.Directory ? [.. entry.Name, (byte)'/'] : entry.Name;
        table.Add(name, entry.LinkTarget, row, owner, hasExtras
            ? new EntryExtras(entry.Xattrs is { Count: > 0 } ? entry.Xattrs : null, isDevice ? entry.DeviceMajor : 0, isDevice ? entry.DeviceMinor : 0) : null, header);
    }
}
