using System.Runtime.CompilerServices;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Text;
using static PSLayers.Bytes.StoreReader;

namespace PSLayers.Layers;

/// <content>The table as bytes on disk: its columns as blocks, so that many entries are read as fast as few.</content>
internal sealed partial class LayerIndex
{
    /// <summary>Writes a table without damage.</summary>
    internal void Write(StoreWriter writer)
    {
        writer.Number(Unsafe.SizeOf<LayerRow>());
        writer.Items<LayerRow>(_rows);
        writer.Block(_leaves[0, _leaves.Length]);
        writer.Block(_links[0, _links.Length]);
        _directories.Write(writer);
        writer.Number(_owners.Length);
        foreach (EntryOwner owner in _owners)
        {
            writer.Number(owner.Uid);
            writer.Number(owner.Gid);
            writer.Text(owner.User);
            writer.Text(owner.Group);
        }
        writer.Number(_oddNames.Count);
        foreach ((int row, byte[] name) in _oddNames)
        {
            writer.Number(row);
            writer.Block(name);
        }
        writer.Number(_extras.Count);
        foreach ((int row, EntryExtras extras) in _extras)
        {
            writer.Number(row);
            Write(writer, extras);
        }
        writer.Number(TarSize);
        writer.Number(SideBytes);
        writer.Number(Warnings.Count);
        foreach (ImageWarning warning in Warnings)
        {
            writer.Number((int)warning.ErrorId);
            writer.Text(warning.Message);
        }
    }

    /// <summary>Reads a table back. Every number that leads elsewhere in it is checked.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    internal static LayerIndex Read(StoreReader reader)
    {
        Expect(reader.Number() == Unsafe.SizeOf<LayerRow>());
        LayerRow[] rows = reader.Items<LayerRow>();
        var leaves = new ByteHeap(reader.Block());
        var links = new ByteHeap(reader.Block());
        var directories = DirectoryTable.Read(reader);
        var owners = new EntryOwner[reader.Count(24)];
        for (int i = 0; i < owners.Length; i++)
            owners[i] = new EntryOwner(reader.LongNumber(), reader.LongNumber(), Shown(reader), Shown(reader));
        var oddNames = new Dictionary<int, byte[]>();
        for (int left = reader.Count(8); left > 0; left--)
            Expect(oddNames.TryAdd(reader.Number(), reader.Block()));
        var extras = new Dictionary<int, EntryExtras>();
        for (int left = reader.Count(20); left > 0; left--)
            Expect(extras.TryAdd(reader.Number(), ReadExtras(reader)));
        CheckRows(rows, leaves, links, directories.Count, owners.Length, oddNames, extras);
        long tarSize = reader.LongNumber();
        long sideBytes = reader.LongNumber();
        Expect(tarSize >= 0 && sideBytes >= 0);
        var warnings = new ImageWarning[reader.Count(8)];
        for (int i = 0; i < warnings.Length; i++)
        {
            var code = (ImageErrorId)reader.Number();
            Expect(Enum.IsDefined(code));
            warnings[i] = new ImageWarning(code, reader.Text());
        }
        return new LayerIndex(rows, leaves, links, directories, owners, oddNames, extras)
        {
            TarSize = tarSize,
            SideBytes = sideBytes,
            Warnings = warnings,
        };
    }

    private static void Write(StoreWriter writer, EntryExtras extras)
    {
        writer.Number(extras.DeviceMajor);
        writer.Number(extras.DeviceMinor);
        writer.Number(extras.Xattrs?.Count ?? -1);
        foreach ((string name, byte[] value) in extras.Xattrs ?? new Dictionary<string, byte[]>())
        {
            writer.Text(name);
            writer.Block(value);
        }
    }

    // What the scanner writes is safe to show; nobody makes it so again.
    private static string Shown(StoreReader reader)
    {
        string text = reader.Text();
        Expect(VisibleText.Line(text) == text);
        return text;
    }

    private static EntryExtras ReadExtras(StoreReader reader)
    {
        long major = reader.LongNumber();
        long minor = reader.LongNumber();
        int count = reader.Number();
        Expect(count >= -1 && count <= reader.Left / 8);
        Dictionary<string, byte[]>? xattrs = count < 0 ? null : [];
        for (; count > 0; count--)
            Expect(xattrs!.TryAdd(Shown(reader), reader.Block()));
        return new EntryExtras(xattrs, major, minor);
    }

    private static void CheckRows(LayerRow[] rows, ByteHeap leaves, ByteHeap links, int directories, int owners,
        Dictionary<int, byte[]> oddNames, Dictionary<int, EntryExtras> extras)
    {
        int leaf = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            ref readonly LayerRow row = ref rows[i];
            Expect((uint)row.Directory < (uint)directories && (uint)row.Owner < (uint)owners && row.LeafStart >= leaf && row.LeafStart <= leaves.Length
                && row.Size >= 0 && row.HeaderOffset >= 0 && row.Nanoseconds < TimeSpan.NanosecondsPerTick && row.Type <= EntryType.Other);
            leaf = row.LeafStart;
            if (row.Link != -1)
            {
                Expect(row.Link >= 0 && row.Link <= links.Length - sizeof(int));
                int length = BitConverter.ToInt32(links[row.Link, row.Link + sizeof(int)]);
                Expect(length >= 0 && length <= links.Length - sizeof(int) - row.Link);
            }
            Expect((row.Flags & RowFlags.OddName) == 0 || oddNames.ContainsKey(i));
            Expect((row.Flags & RowFlags.Extras) == 0 || extras.ContainsKey(i));
            if (row.Type is EntryType.Whiteout or EntryType.OpaqueWhiteout)
            {
                int end = i + 1 < rows.Length ? rows[i + 1].LeafStart : leaves.Length;
                Expect(end >= leaf && end <= leaves.Length && Whiteout.TypeOf(leaves[leaf, end], row.Directory == 0, EntryType.File, out _) == row.Type);
            }
        }
    }
}
