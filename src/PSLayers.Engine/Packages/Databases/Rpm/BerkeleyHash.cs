using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>The values of a hash of Berkeley DB, in either order of bytes: pages of keys and values by turns, with long values on chains of pages of
/// their own. All pages are looked at, and each of a chain once. Format: the sources of Berkeley DB tell it in <c>db_page.h</c>.</summary>
internal sealed class BerkeleyHash
{
    private const uint Magic = 0x061561;
    private const int PageHeaderSize = 26;
    private const int MetaSize = 512;
    private const byte MetaPage = 8;
    private const byte UnsortedPage = 2;
    private const byte OverflowPage = 7;
    private const byte SortedPage = 13;
    private const byte Inline = 1;
    private const byte OffPage = 3;

    private readonly PackageFile _file;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly bool _isBigEndian;
    private readonly int _pageSize;
    private readonly HashSet<uint> _seen = [];
    private readonly PieceBuffer _buffer = new();

    private BerkeleyHash(PackageFile file)
    {
        (_file, _bytes) = (file, file.Content);
        ReadOnlySpan<byte> meta = _bytes.Span;
        if (meta.Length < MetaSize)
            throw file.Broken($"a Berkeley DB database of {meta.Length} bytes");
        _isBigEndian = BinaryPrimitives.ReadUInt32BigEndian(meta[12..]) == Magic;
        uint size = Number(meta[20..]);
        if (Number(meta[12..]) != Magic || meta[25] != MetaPage)
            throw file.Broken("a Berkeley DB database that is no hash");
        if (meta[24] != 0)
            throw file.Broken("a Berkeley DB database that is encrypted");
        if (size is < 512 or > 1 << 16 || (size & (size - 1)) != 0)
            throw file.Broken($"a Berkeley DB database with pages of {size} bytes");
        _pageSize = (int)size;
    }

    /// <summary>Reads the values.</summary>
    /// <param name="file">The file; told of what is broken.</param>
    /// <param name="take">Takes each value.</param>
    /// <exception cref="Errors.ImageException">It is no such database.</exception>
    public static void Read(PackageFile file, BlobTaker take)
    {
        var hash = new BerkeleyHash(file);
        int pages = hash._bytes.Length / hash._pageSize;
        for (int number = 1; number < pages; number++)
        {
            ReadOnlySpan<byte> page = hash.Page((uint)number);
            if (page[25] is UnsortedPage or SortedPage)
                hash.ReadPage(page, number, take);
        }
    }

    private void ReadPage(ReadOnlySpan<byte> page, int number, BlobTaker take)
    {
        int count = Math.Min(Short(page[20..]), (_pageSize - PageHeaderSize) / 2);
        // Items that lie in each other would make a page say more than it has room for.
        int room = _pageSize;
        for (int i = 1; i < count; i += 2)
        {
            int keyAt = Short(page[(PageHeaderSize + (2 * (i - 1)))..]), at = Short(page[(PageHeaderSize + (2 * i))..]);
            if (at >= keyAt || keyAt > _pageSize - 5 || (room -= keyAt - at) < 0)
                _file.LeaveOut($"items of page {number} of the database lie over each other, or beyond its end");
            else if (Number(page[(keyAt + 1)..]) == 0)
                // The package of number 0 is none: it has the highest number.
                continue;
            else if (page[at] == Inline)
                take(page[(at + 1)..keyAt]);
            else if (page[at] == OffPage && at + 12 <= keyAt && Gather(Number(page[(at + 4)..]), Number(page[(at + 8)..])))
                take(_buffer.Bytes);
            else
                _file.LeaveOut($"value {i} of page {number} of the database is broken");
        }
    }

    private bool Gather(uint next, uint size)
    {
        _buffer.Clear();
        while (_buffer.Length < size)
        {
            ReadOnlySpan<byte> page = Page(next);
            if (next == 0 || page.IsEmpty || page[25] != OverflowPage || !_seen.Add(next))
                return false;
            int length = Math.Min(Short(page[22..]), _pageSize - PageHeaderSize);
            _buffer.Add(page.Slice(PageHeaderSize, (int)Math.Min(length, size - _buffer.Length)));
            next = Number(page[16..]);
        }
        return true;
    }

    private ReadOnlySpan<byte> Page(uint number)
    {
        long offset = number * (long)_pageSize;
        return offset + _pageSize <= _bytes.Length ? _bytes.Span.Slice((int)offset, _pageSize) : default;
    }

    private uint Number(ReadOnlySpan<byte> bytes) => _isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private int Short(ReadOnlySpan<byte> bytes) => _isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
}
