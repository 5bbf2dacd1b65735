using System.Text;

namespace PSLayers.Fixtures;

/// <summary>One tar entry, with every field open to be made wrong. Defaults make an ordinary empty file.</summary>
public sealed record TarEntrySpec
{
    /// <summary>2024-01-02T03:04:05Z, the time of all that states none.</summary>
    public const decimal DefaultTime = 1704164645m;

    /// <summary>The name's bytes as stored, UTF-8 or not.</summary>
    public byte[] Name { get; init; } = [];

    /// <summary>The name as text; sets <see cref="Name"/>.</summary>
    public string Path
    {
        get => Encoding.UTF8.GetString(Name);
        init => Name = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>The type byte: '0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' directory, '6' fifo, or any other.</summary>
    public byte TypeFlag { get; init; } = (byte)'0';

    /// <summary>Permission bits with setuid, setgid and sticky.</summary>
    public int Mode { get; init; } = 0b110_100_100;

    /// <summary>Numeric owner; base 256 or a PAX record, by dialect, where octal cannot hold it.</summary>
    public long Uid { get; init; }

    /// <summary>Numeric group.</summary>
    public long Gid { get; init; }

    /// <summary>Owner's name, empty as docker leaves it.</summary>
    public string User { get; init; } = "";

    /// <summary>Group's name.</summary>
    public string Group { get; init; } = "";

    /// <summary>Seconds since 1970; a fraction makes a PAX record, a negative number base 256 or a PAX record.</summary>
    public decimal Time { get; init; } = DefaultTime;

    /// <summary>The data behind the header.</summary>
    public byte[] Content { get; init; } = [];

    /// <summary>The link target's bytes as stored.</summary>
    public byte[] LinkTarget { get; init; } = [];

    /// <summary>The link target as text; sets <see cref="LinkTarget"/>.</summary>
    public string Target
    {
        get => Encoding.UTF8.GetString(LinkTarget);
        init => LinkTarget = Encoding.UTF8.GetBytes(value);
    }

    /// <summary>Device numbers.</summary>
    public long Major { get; init; }

    /// <inheritdoc cref="Major"/>
    public long Minor { get; init; }

    /// <summary>Layout of the header.</summary>
    public TarDialect Dialect { get; init; } = TarDialect.Ustar;

    /// <summary>The ustar prefix, given by hand; the name is then stored as it is, cut to its field.</summary>
    public byte[]? Prefix { get; init; }

    /// <summary>Records for a PAX header before this entry. An empty one is written too.</summary>
    public PaxRecords? Pax { get; init; }

    /// <summary>Extended attributes, as SCHILY.xattr records.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs { get; init; }

    /// <summary>Stands in the size field instead of the content's length.</summary>
    public TarNumber? SizeField { get; init; }

    /// <summary>Stands in the mode field.</summary>
    public TarNumber? ModeField { get; init; }

    /// <summary>Stands in the uid field.</summary>
    public TarNumber? UidField { get; init; }

    /// <summary>Stands in the gid field.</summary>
    public TarNumber? GidField { get; init; }

    /// <summary>Stands in the mtime field.</summary>
    public TarNumber? TimeField { get; init; }

    /// <summary>What the checksum says.</summary>
    public TarChecksum Checksum { get; init; }

    /// <summary>Stands in the eight bytes of magic and version.</summary>
    public byte[]? Magic { get; init; }

    /// <summary>False leaves out the zeros that fill the data's last block.</summary>
    public bool Padded { get; init; } = true;

    /// <summary>Last change to the finished 512 bytes, before the checksum is taken.</summary>
    public Action<byte[]>? Patch { get; init; }
}
