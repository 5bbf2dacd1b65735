using System.Runtime.InteropServices;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>Reads the map of a sparse file from its headers again, for layers' tables do not keep it: GNU's old form (type S, with extension
/// blocks) and the PAX forms 0.0, 0.1 and 1.0, whose map stands in front of the data.</summary>
internal sealed class SparseMapReader
{
    private const int ItemSize = 24;
    private const int LongestNumber = 20;

    private readonly ByteReader _layer;
    private readonly LayerRow _row;
    private readonly ReadLimits _limits;
    private readonly string _name;
    private readonly List<(long Start, long Length)> _regions = [];
    private readonly byte[] _block = new byte[TarHeader.BlockSize];
    private long _at;
    private long _entry;
    private long? _paxSize;
    private readonly List<byte> _pairs = [];
    private byte[] _count = [];
    private byte[] _list = [];
    private string? _version;
    private string? _minor;

    private SparseMapReader(ByteReader layer, LayerRow row, ReadLimits limits, string name) =>
        (_layer, _at, _entry, _row, _limits, _name) = (layer, row.HeaderOffset, row.HeaderOffset, row, limits, name);

    /// <summary>Reads a map.</summary>
    /// <param name="layer">The layer's uncompressed tar.</param>
    /// <param name="row">What the layer's table says of the file.</param>
    /// <param name="limits">How many regions there may be.</param>
    /// <param name="name">The layer's name, for messages.</param>
    /// <exception cref="ImageException">The map is damaged, too large, or of no known form.</exception>
    public static SparseMap Read(ByteReader layer, LayerRow row, ReadLimits limits, string name) =>
        new SparseMapReader(layer, row, limits, name).Read();

    private SparseMap Read()
    {
        while (true)
        {
            _entry = _at;
            ReadBlock();
            var header = new TarHeader(_block);
            byte flag = header.TypeFlag;
            if (!TarNumber.TryParse(header.SizeField, out long stated) || stated < 0)
                throw Corrupt("the size in the tar header is no number");
            if (flag is not ((byte)'x' or (byte)'L' or (byte)'K'))
                return flag == 'S' ? ReadOld(_paxSize ?? stated) : ReadNew(_paxSize ?? stated);
            if (stated > _limits.TarHeaderSize)
                throw new ImageException(ImageErrorId.TarHeaderTooLarge, $"an extended tar header of {stated} bytes; at most {_limits.TarHeaderSize} are read (limit TarHeaderSize)", _name, _entry);
            if (flag == 'x')
                ReadPax((int)stated);
            _at += (stated + TarHeader.BlockSize - 1) & -TarHeader.BlockSize;
        }
    }

    private SparseMap ReadOld(long stored)
    {
        AddItems(_block.AsSpan(386, 4 * ItemSize));
        // A list may end before its last block does; where the data starts, the table knows, and it counted the blocks.
        for (bool more = _block[482] != 0; more; more = _block[504] != 0)
        {
            ReadBlock();
            AddItems(_block.AsSpan(0, 21 * ItemSize));
        }
        return Map(_row.DataOffset, stored);
    }

    private SparseMap ReadNew(long stored)
    {
        if (_version == "1" && _minor == "0")
        {
            long start = _at;
            ReadListInData(start + stored);
            return Map(_at, stored - (_at - start));
        }
        ReadList(_pairs.Count > 0 ? CollectionsMarshal.AsSpan(_pairs)[..^1] : _list);
        if (Number(_count) != _regions.Count)
            throw Corrupt("the list of a sparse file's regions is not as long as the header says");
        return Map(_at, stored);
    }

    private void ReadPax(int size)
    {
        // Of two headers the last counts, whole.
        (_paxSize, _count, _list, _version, _minor) = (null, [], [], null, null);
        _pairs.Clear();
        byte[] records = new byte[size];
        if (_layer.ReadFully(records, _at) < size)
            throw Corrupt("the extended header ends before its last record");
        ReadOnlySpan<byte> rest = records;
        while (PaxRecord.Next(ref rest, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value) is null && !keyword.IsEmpty)
        {
            if (keyword.SequenceEqual("size"u8))
                _paxSize = value.IsEmpty ? null : Number(value);
            else if (keyword.StartsWith("GNU.sparse."u8))
                ReadRecord(keyword["GNU.sparse.".Length..], value);
        }
    }

    private void ReadRecord(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (keyword.SequenceEqual("major"u8))
            _version = EntryName.Decode(value);
        else if (keyword.SequenceEqual("minor"u8))
            _minor = EntryName.Decode(value);
        else if (keyword.SequenceEqual("numblocks"u8))
            _count = value.ToArray();
        else if (keyword.SequenceEqual("map"u8))
            _list = value.ToArray();
        else if (keyword.SequenceEqual("offset"u8) || keyword.SequenceEqual("numbytes"u8))
        {
            // A list in many records.
            _pairs.AddRange(value);
            _pairs.Add((byte)',');
        }
    }

    private void ReadList(ReadOnlySpan<byte> list)
    {
        long? start = null;
        for (bool more = !list.IsEmpty; more;)
        {
            int comma = list.IndexOf((byte)',');
            more = comma >= 0;
            long number = Number(more ? list[..comma] : list);
            list = list[(comma + 1)..];
            if (start is { } begun)
                Add(begun, number);
            start = start is null ? number : null;
        }
        if (start is not null)
            throw Corrupt("the list of a sparse file's regions ends within one");
    }

    // A count, then a start and a length a region, each number on its own line; the data follows at the next full block.
    private void ReadListInData(long end)
    {
        int used = TarHeader.BlockSize;
        long count = NextLine(ref used, end);
        if (count > _limits.SparseRegions)
            throw TooMany();
        for (long i = 0; i < count; i++)
        {
            long start = NextLine(ref used, end);
            Add(start, NextLine(ref used, end));
        }
    }

    private long NextLine(ref int used, long end)
    {
        Span<byte> digits = stackalloc byte[LongestNumber];
        for (int length = 0; ; length++)
        {
            if (used == TarHeader.BlockSize)
            {
                if (end - _at < TarHeader.BlockSize)
                    throw Corrupt("the list of a sparse file's regions is longer than the data that it stands in");
                ReadBlock();
                used = 0;
            }
            byte next = _block[used++];
            if (next == '\n')
                return Number(digits[..length]);
            if (length == 1 && digits[0] == '0')
                length = 0;
            if (length == LongestNumber)
                throw Corrupt("the list of a sparse file's regions has something else than numbers");
            digits[length] = next;
        }
    }

    private void AddItems(ReadOnlySpan<byte> items)
    {
        for (; !items.IsEmpty; items = items[ItemSize..])
        {
            if (items[0] == 0)
                return;
            if (!TarNumber.TryParse(items[..12], out long start) || !TarNumber.TryParse(items[12..ItemSize], out long length))
                throw Corrupt("the list of a sparse file's regions has something else than numbers");
            Add(start, length);
        }
    }

    private void Add(long start, long length)
    {
        if (_regions.Count == _limits.SparseRegions)
            throw TooMany();
        _regions.Add((start, length));
    }

    private SparseMap Map(long data, long stored)
    {
        long size = _row.Size;
        var regions = new List<SparseRegion>(_regions.Count);
        long end = 0;
        long used = 0;
        foreach ((long start, long length) in _regions)
        {
            if (start < end || length < 0 || start > size || length > size - start)
                throw Corrupt($"the region of {length} bytes at {start} of a sparse file overlaps another, is out of order or goes beyond its {size} bytes");
            if (length > stored - used || used > long.MaxValue - data - length)
                throw Corrupt($"the regions of a sparse file are larger than the {stored} bytes of data that there are");
            // Writers mark the end of a file by an empty region.
            if (length > 0)
                regions.Add(new SparseRegion(start, length, data + used));
            end = start + length;
            used += length;
        }
        if (used != stored)
            throw Corrupt($"the regions of a sparse file are {used} bytes, but there are {stored} of data");
        return new SparseMap([.. regions], size);
    }

    private void ReadBlock()
    {
        if (_layer.ReadFully(_block, _at) < _block.Length)
            throw Corrupt("the tar ends in the headers of a sparse file");
        _at += _block.Length;
    }

    private long Number(ReadOnlySpan<byte> text) => TarNumber.TryParseDecimal(text, out long number) && number >= 0
        ? number
        : throw Corrupt("the list of a sparse file's regions has something else than numbers");

    private ImageException TooMany() =>
        new(ImageErrorId.CountLimit, $"a sparse file of more than {_limits.SparseRegions} regions; no more are read (limit SparseRegions)", _name, _entry);

    private ImageException Corrupt(string what) => new(ImageErrorId.TarHeaderCorrupt, what, _name, _entry);
}
