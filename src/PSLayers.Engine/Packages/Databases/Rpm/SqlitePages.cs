using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Pages of an SQLite database as its last writer left them: those of the write-ahead log stand before those of the file. Format:
/// "Database File Format" of SQLite, 1.3.</summary>
internal sealed class SqlitePages
{
    private const int HeaderSize = 100;

    private readonly ReadOnlyMemory<byte> _main;
    private readonly SqliteLog _log;

    /// <summary>Opens a database.</summary>
    /// <param name="file">The file, with its log as companion.</param>
    /// <exception cref="Errors.ImageException">It is none.</exception>
    public SqlitePages(PackageFile file)
    {
        _main = file.Content;
        _log = new SqliteLog(file.Companion);
        // A database may be in its log alone.
        ReadOnlySpan<byte> header = _log[1] is { IsEmpty: false } logged ? logged : _main.Span;
        if (header.Length < HeaderSize || !header.StartsWith("SQLite format 3\0"u8))
            throw file.Broken("an SQLite database has to begin with its name");
        uint size = BinaryPrimitives.ReadUInt16BigEndian(header[16..]);
        size = size == 1 ? 1 << 16 : size;
        if (!IsPageSize(size) || header[20] > size / 2)
            throw file.Broken($"an SQLite database with pages of {size} bytes, of which {header[20]} are reserved");
        (PageSize, UsableSize) = ((int)size, (int)size - header[20]);
        if (_log.PageSize != 0 && _log.PageSize != PageSize)
        {
            file.LeaveOut($"the log beside the database has pages of {_log.PageSize} bytes, and the database of {PageSize}; it is not looked at");
            _log = new SqliteLog(default);
        }
        long own = _main.Length / PageSize;
        PageCount = (uint)(_log.PageCount > 0 ? _log.PageCount : own);
    }

    /// <summary>Bytes of a page.</summary>
    public int PageSize { get; }

    /// <summary>Bytes of a page that the database uses.</summary>
    public int UsableSize { get; }

    /// <summary>Pages of the database; the first has number 1.</summary>
    public uint PageCount { get; }

    /// <summary>A page; empty where there is none.</summary>
    public ReadOnlySpan<byte> this[uint page]
    {
        get
        {
            if (page == 0 || page > PageCount)
                return default;
            ReadOnlySpan<byte> logged = _log[page];
            if (!logged.IsEmpty)
                return logged;
            long offset = (page - 1L) * PageSize;
            return offset + PageSize <= _main.Length ? _main.Span.Slice((int)offset, PageSize) : default;
        }
    }

    /// <summary>Whether a page may have so many bytes.</summary>
    public static bool IsPageSize(uint size) => size is >= 512 and <= 1 << 16 && (size & (size - 1)) == 0;
}
