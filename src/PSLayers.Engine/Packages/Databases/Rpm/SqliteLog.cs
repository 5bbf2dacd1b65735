using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Pages that a writer put into the log beside a database, and nobody has copied into it yet. Only those of whole transactions count, and
/// only as long as salt and checksum go on from page to page: what stands behind is of older days. Format: "Database File Format" of SQLite, 4.</summary>
internal sealed class SqliteLog
{
    private const uint Magic = 0x377F0682;
    private const int HeaderSize = 32;
    private const int FrameHeaderSize = 24;

    private readonly ReadOnlyMemory<byte> _log;
    private readonly Dictionary<uint, int> _pages = [];
    private uint _sum;
    private uint _otherSum;

    /// <summary>Reads a log; one that is none has no pages.</summary>
    /// <param name="log">Its bytes.</param>
    public SqliteLog(ReadOnlyMemory<byte> log)
    {
        _log = log;
        ReadOnlySpan<byte> bytes = log.Span;
        if (bytes.Length < HeaderSize || (BinaryPrimitives.ReadUInt32BigEndian(bytes) & ~1u) != Magic)
            return;
        bool isBigEndian = (bytes[3] & 1) != 0;
        uint size = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        Sum(bytes[..FrameHeaderSize], isBigEndian);
        if (!SqlitePages.IsPageSize(size) || !IsSum(bytes[FrameHeaderSize..]))
            return;
        PageSize = (int)size;
        ReadFrames(bytes, bytes.Slice(16, 8), isBigEndian);
    }

    /// <summary>Bytes of a page; 0 where this is no log.</summary>
    public int PageSize { get; }

    /// <summary>Pages of the database after the last transaction; 0 where there was none.</summary>
    public uint PageCount { get; private set; }

    /// <summary>The last version of a page; empty where the log has none.</summary>
    public ReadOnlySpan<byte> this[uint page] => _pages.TryGetValue(page, out int offset) ? _log.Span.Slice(offset, PageSize) : default;

    private void ReadFrames(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> salt, bool isBigEndian)
    {
        var pending = new List<(uint Page, int Offset)>();
        for (int at = HeaderSize; at + FrameHeaderSize + PageSize <= bytes.Length; at += FrameHeaderSize + PageSize)
        {
            ReadOnlySpan<byte> frame = bytes.Slice(at, FrameHeaderSize + PageSize);
            if (!frame.Slice(8, 8).SequenceEqual(salt))
                return;
            Sum(frame[..8], isBigEndian);
            Sum(frame[FrameHeaderSize..], isBigEndian);
            if (!IsSum(frame[16..]))
                return;
            pending.Add((BinaryPrimitives.ReadUInt32BigEndian(frame), at + FrameHeaderSize));
            uint committed = BinaryPrimitives.ReadUInt32BigEndian(frame[4..]);
            if (committed == 0)
                continue;
            foreach ((uint page, int offset) in pending)
                _pages[page] = offset;
            pending.Clear();
            PageCount = committed;
        }
    }

    private bool IsSum(ReadOnlySpan<byte> sums) => BinaryPrimitives.ReadUInt32BigEndian(sums) == _sum && BinaryPrimitives.ReadUInt32BigEndian(sums[4..]) == _otherSum;

    private void Sum(ReadOnlySpan<byte> bytes, bool isBigEndian)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            _sum += (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes)) + _otherSum;
            _otherSum += (isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])) + _sum;
        }
    }
}
