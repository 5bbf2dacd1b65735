using System.Buffers.Binary;
using System.Text;

namespace PSLayers.Fixtures;

/// <summary>Writes an SQLite database with one table of blobs, and logs of what changes from one database to another.</summary>
public static class SqliteWriter
{
    public const int PageSize = 512;
    public const int Root = 2;

    /// <summary>A database of packages. The table's first page has number 2, and leads to others if there are many rows.</summary>
    public static byte[] Database(params byte[][] blobs)
    {
        var pages = new List<byte[]> { new byte[PageSize], new byte[PageSize] };
        var leaves = new List<List<byte[]>>();
        int room = 0;
        for (int i = 0; i < blobs.Length; i++)
        {
            byte[] cell = Cell(pages, i + 1, Record(null, blobs[i]));
            if (room < cell.Length + 2)
            {
                leaves.Add([]);
                room = PageSize - 8;
            }
            leaves[^1].Add(cell);
            room -= cell.Length + 2;
        }
        if (leaves.Count <= 1)
        {
            WritePage(pages[1], 0, 13, leaves.Count == 0 ? [] : leaves[0]);
        }
        else
        {
            var children = new List<byte[]>();
            foreach (List<byte[]> leaf in leaves)
            {
                pages.Add(new byte[PageSize]);
                WritePage(pages[^1], 0, 13, leaf);
                byte[] child = new byte[5];
                BinaryPrimitives.WriteInt32BigEndian(child, pages.Count);
                children.Add(child);
            }
            WritePage(pages[1], 0, 5, children[..^1]);
            children[^1].AsSpan(0, 4).CopyTo(pages[1].AsSpan(8));
        }
        WriteSchema(pages[0]);
        return [.. pages.SelectMany(page => page)];
    }

    /// <summary>A log of the pages that one database has otherwise than another.</summary>
    /// <param name="before">The database as it is.</param>
    /// <param name="after">The database as it should be.</param>
    /// <param name="isBigEndian">The order of bytes for sums.</param>
    /// <param name="isWhole">Whether the transaction came to its end.</param>
    public static byte[] Log(byte[] before, byte[] after, bool isBigEndian = false, bool isWhole = true)
    {
        using var log = new MemoryStream();
        uint[] sums = [0, 0];
        byte[] header = new byte[32];
        uint[] words = [isBigEndian ? 0x377F0683u : 0x377F0682u, 3_007_000, PageSize, 0, 7, 8];
        for (int i = 0; i < words.Length; i++)
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4 * i), words[i]);
        Sum(sums, header.AsSpan(0, 24), isBigEndian);
        WriteSums(sums, header.AsSpan(24));
        log.Write(header);
        int[] changed = [.. Enumerable.Range(0, after.Length / PageSize).Where(page => !Page(before, page).SequenceEqual(Page(after, page)))];
        foreach (int page in changed)
        {
            byte[] frame = new byte[24];
            BinaryPrimitives.WriteInt32BigEndian(frame, page + 1);
            BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), isWhole && page == changed[^1] ? after.Length / PageSize : 0);
            header.AsSpan(16, 8).CopyTo(frame.AsSpan(8));
            Sum(sums, frame.AsSpan(0, 8), isBigEndian);
            Sum(sums, Page(after, page), isBigEndian);
            WriteSums(sums, frame.AsSpan(16));
            log.Write(frame);
            log.Write(Page(after, page));
        }
        return log.ToArray();
    }

    private static ReadOnlySpan<byte> Page(byte[] database, int page) => database.AsSpan(Math.Min(database.Length, page * PageSize)) is { Length: >= PageSize } there ? there[..PageSize] : default;

    private static void Sum(uint[] sums, ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        for (int i = 0; i < bytes.Length; i += 8)
        {
            sums[0] += sums[1] + (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[i..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[i..]));
            sums[1] += sums[0] + (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(i + 4)..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i + 4)..]));
        }
    }

    private static void WriteSums(uint[] sums, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32BigEndian(to, sums[0]);
        BinaryPrimitives.WriteUInt32BigEndian(to[4..], sums[1]);
    }

    private static void WriteSchema(byte[] page)
    {
        Encoding.ASCII.GetBytes("SQLite format 3\0").CopyTo(page.AsSpan());
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(16), PageSize);
        page.AsSpan(18, 6).Clear();
        (page[18], page[19], page[21], page[22], page[23]) = (2, 2, 64, 32, 32);
        BinaryPrimitives.WriteInt32BigEndian(page.AsSpan(56), 1);
        WritePage(page, 100, 13, [[.. Number(CellHeader().Length), 1, .. CellHeader()]]);

        static byte[] CellHeader() => Record("table", "Packages", "Packages", (byte)Root, "CREATE TABLE x");
    }

    private static void WritePage(byte[] page, int header, byte kind, List<byte[]> cells)
    {
        page[header] = kind;
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(header + 3), (ushort)cells.Count);
        int at = PageSize, pointer = header + (kind == 5 ? 12 : 8);
        foreach (byte[] cell in cells)
        {
            at -= cell.Length;
            cell.CopyTo(page.AsSpan(at));
            BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(pointer), (ushort)at);
            pointer += 2;
        }
        BinaryPrimitives.WriteUInt16BigEndian(page.AsSpan(header + 5), (ushort)at);
    }

    // What a page has no room for goes to a chain of others.
    private static byte[] Cell(List<byte[]> pages, int row, byte[] record)
    {
        const int Most = PageSize - 35, Least = ((PageSize - 12) * 32 / 255) - 23;
        byte[] intro = [.. Number(record.Length), .. Number(row)];
        if (record.Length <= Most)
            return [.. intro, .. record];
        int local = Least + ((record.Length - Least) % (PageSize - 4));
        local = local <= Most ? local : Least;
        byte[] next = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(next, pages.Count + 1);
        for (int at = local; at < record.Length; at += PageSize - 4)
        {
            byte[] page = new byte[PageSize];
            record.AsSpan(at, Math.Min(PageSize - 4, record.Length - at)).CopyTo(page.AsSpan(4));
            pages.Add(page);
            if (at + PageSize - 4 < record.Length)
                BinaryPrimitives.WriteInt32BigEndian(page, pages.Count + 1);
        }
        return [.. intro, .. record[..local], .. next];
    }

    private static byte[] Record(params object?[] columns)
    {
        var kinds = new List<byte>();
        var data = new List<byte>();
        foreach (object? column in columns)
        {
            byte[] value = column switch { string text => Encoding.UTF8.GetBytes(text), byte[] blob => blob, byte number => [number], _ => [] };
            kinds.AddRange(Number(column switch { null => 0, byte => 1, string => 13 + (2 * value.Length), _ => 12 + (2 * value.Length) }));
            data.AddRange(value);
        }
        return [.. Number(kinds.Count + 1), .. kinds, .. data];
    }

    private static byte[] Number(int number)
    {
        var bytes = new List<byte> { (byte)(number & 0x7F) };
        while ((number >>= 7) != 0)
            bytes.Insert(0, (byte)(0x80 | (number & 0x7F)));
        return [.. bytes];
    }
}
