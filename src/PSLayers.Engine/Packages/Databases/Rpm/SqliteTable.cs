using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>The rows of a table of an SQLite database, in their order. Each page is looked at once, so that pages that name each other in a circle
/// end, and all work is in proportion to the file. Format: "Database File Format" of SQLite, 1.6 and 2.</summary>
/// <param name="file">The file; told of what is broken.</param>
/// <param name="pages">Its pages.</param>
internal sealed class SqliteTable(PackageFile file, SqlitePages pages)
{
    private const int SchemaRoot = 1;
    private const int FileHeaderSize = 100;
    private const byte InteriorPage = 5;
    private const byte LeafPage = 13;

    private readonly HashSet<uint> _seen = [];
    private readonly PieceBuffer _buffer = new();

    /// <summary>Reads the column of a table that has blobs.</summary>
    /// <param name="file">The database; told of what is broken.</param>
    /// <param name="table">Name of the table.</param>
    /// <param name="column">Number of the column.</param>
    /// <param name="take">Takes each blob.</param>
    /// <exception cref="Errors.ImageException">It is no database, or has no such table.</exception>
    public static void Read(PackageFile file, ReadOnlyMemory<byte> table, int column, BlobTaker take)
    {
        var pages = new SqlitePages(file);
        var rows = new SqliteTable(file, pages);
        uint root = 0;
        rows.Walk(SchemaRoot, payload =>
        {
            var row = new SqliteRecord(payload);
            if (row.Bytes(0).SequenceEqual("table"u8) && row.Bytes(1).SequenceEqual(table.Span) && row.Number(3) is > 0 and <= uint.MaxValue and var number)
                root = (uint)number;
        });
        if (root == 0)
            throw file.Complaint ?? file.Broken("an SQLite database without a table of packages");
        rows.Walk(root, payload => take(new SqliteRecord(payload).Bytes(column)));
    }

    private void Walk(uint root, BlobTaker take)
    {
        var open = new Stack<uint>([root]);
        while (open.TryPop(out uint number))
        {
            if (!_seen.Add(number))
            {
                file.LeaveOut($"page {number} of the database is reached in two ways");
                continue;
            }
            ReadOnlySpan<byte> page = pages[number];
            int header = number == 1 ? FileHeaderSize : 0;
            if (page.IsEmpty)
                file.LeaveOut($"page {number} of the database is missing");
            else if (page[header] == InteriorPage)
                PushChildren(page, header, open);
            else if (page[header] == LeafPage)
                ReadRows(page, header, number, take);
            else
                file.LeaveOut($"page {number} of the database is of kind {page[header]}, and no part of a table");
        }
    }

    private static void PushChildren(ReadOnlySpan<byte> page, int header, Stack<uint> open)
    {
        int pointers = header + 12, count = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]);
        open.Push(BinaryPrimitives.ReadUInt32BigEndian(page[(header + 8)..]));
        count = Math.Min(count, (page.Length - pointers) / 2);
        for (int i = count - 1; i >= 0; i--)
        {
            int cell = BinaryPrimitives.ReadUInt16BigEndian(page[(pointers + (2 * i))..]);
            if (cell + 4 <= page.Length)
                open.Push(BinaryPrimitives.ReadUInt32BigEndian(page[cell..]));
        }
    }

    private void ReadRows(ReadOnlySpan<byte> page, int header, uint number, BlobTaker take)
    {
        int pointers = header + 8, count = BinaryPrimitives.ReadUInt16BigEndian(page[(header + 3)..]);
        count = Math.Min(count, (page.Length - pointers) / 2);
        // Rows that lie in each other would make a page say more than it has room for.
        int room = page.Length;
        for (int i = 0; i < count; i++)
        {
            int at = BinaryPrimitives.ReadUInt16BigEndian(page[(pointers + (2 * i))..]);
            ReadOnlySpan<byte> cell = at < pages.UsableSize ? page[at..pages.UsableSize] : default;
            if (!SqliteRecord.TryTake(ref cell, out ulong size) || !SqliteRecord.TryTake(ref cell, out _) || size > int.MaxValue)
            {
                file.LeaveOut($"row {i} of page {number} of the database is broken");
                continue;
            }
            int local = LocalSize((int)size);
            if (local > cell.Length || (room -= local) < 0)
            {
                file.LeaveOut($"rows of page {number} of the database lie over each other, or beyond its end");
                continue;
            }
            if (local == (int)size)
                take(cell[..local]);
            else if (cell.Length >= local + 4 && Gather(cell[..local], BinaryPrimitives.ReadUInt32BigEndian(cell[local..]), (int)size))
                take(_buffer.Bytes);
            else
                file.LeaveOut($"row {i} of page {number} of the database breaks off");
        }
    }

    // How much of a row its own page has; the rest is on pages of its own.
    private int LocalSize(int size)
    {
        int usable = pages.UsableSize, most = usable - 35;
        if (size <= most)
            return size;
        int least = ((usable - 12) * 32 / 255) - 23;
        int local = least + ((size - least) % (usable - 4));
        return local <= most ? local : least;
    }

    private bool Gather(ReadOnlySpan<byte> local, uint next, int size)
    {
        _buffer.Clear();
        _buffer.Add(local);
        while (_buffer.Length < size)
        {
            ReadOnlySpan<byte> page = pages[next];
            if (page.IsEmpty || !_seen.Add(next))
                return false;
            next = BinaryPrimitives.ReadUInt32BigEndian(page);
            _buffer.Add(page[4..Math.Min(pages.UsableSize, 4 + size - _buffer.Length)]);
        }
        return true;
    }
}
