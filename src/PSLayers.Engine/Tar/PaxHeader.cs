using System.Text;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>What an extended header says of the entry behind it (POSIX pax; sparse records as GNU tar writes them, attributes as star and Go do).
/// Other records, libarchive's attributes among them, mean nothing to container engines. Values are bytes: an attribute may hold newlines and NULs.</summary>
internal sealed class PaxHeader
{
    private string? _major;
    private string? _minor;
    private bool _hasMap;
    private int _pairHalves;
    private byte[]? _size;
    private byte[]? _realSize;

    public byte[]? Path { get; private set; }

    public byte[]? LinkPath { get; private set; }

    public byte[]? User { get; private set; }

    public byte[]? Group { get; private set; }

    public long? Size { get; private set; }

    /// <summary>Size of a sparse file with its holes, negative where it is no number; of two records that tell it, the older one counts.</summary>
    public long? RealSize => (_size ?? _realSize) is { } text ? TarNumber.TryParseDecimal(text, out long size) ? size : -1 : null;

    public byte[]? RealName { get; private set; }

    public long? Uid { get; private set; }

    public long? Gid { get; private set; }

    /// <summary>Modification time in ticks of 100 ns since 1970.</summary>
    public long? Time { get; private set; }

    /// <summary>Nanoseconds to add to <see cref="Time"/>, 0 to 99.</summary>
    public int Nanoseconds { get; private set; }

    /// <summary>Whether the entry is a sparse file: the form must be known, or there be a list of regions, as for Go's archive/tar. Other records
    /// alone, such as a name, make none.</summary>
    public bool IsSparse => (_major, _minor) is ("0", "0" or "1") or ("1", "0") || (HasMap && _major is null && _minor is null);

    // Pairs of records count whatever a list says.
    private bool HasMap => _pairHalves > 0 || _hasMap;

    /// <summary>Extended attributes by name; null where there are none.</summary>
    public Dictionary<string, byte[]>? Xattrs { get; private set; }

    /// <summary>Forgets everything, so that the object serves the next entry.</summary>
    public void Clear()
    {
        Path = LinkPath = User = Group = RealName = _size = _realSize = null;
        Size = Uid = Gid = Time = null;
        (_major, _minor) = (null, null);
        (_hasMap, _pairHalves, Nanoseconds) = (false, 0, 0);
        Xattrs = null;
    }

    /// <summary>Reads all records of a header's data. Where one keyword stands twice the last one counts.</summary>
    /// <returns>null, or what is first wrong; the records up to one of no known form count.</returns>
    public string? Read(ReadOnlySpan<byte> data)
    {
        string? oddity = null;
        while (true)
        {
            if (PaxRecord.Next(ref data, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value) is { } end)
                return oddity ?? end;
            if (keyword.IsEmpty)
                return oddity;
            if (!Set(keyword, value))
                oddity ??= $"the extended header's value for {Encoding.UTF8.GetString(keyword)} is not as it may be; engines refuse such a layer";
        }
    }

    private bool Set(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (keyword.SequenceEqual("path"u8))
            return IsText(value, Path = Text(value));
        else if (keyword.SequenceEqual("linkpath"u8))
            return IsText(value, LinkPath = Text(value));
        else if (keyword.SequenceEqual("uname"u8))
            return IsText(value, User = Text(value));
        else if (keyword.SequenceEqual("gname"u8))
            return IsText(value, Group = Text(value));
        else if (keyword.SequenceEqual("mtime"u8))
            return SetTime(value);
        else if (keyword.SequenceEqual("atime"u8) || keyword.SequenceEqual("ctime"u8))
            return value.IsEmpty || TarNumber.TryParseTime(value, out _, out _);
        else if (keyword.SequenceEqual("size"u8))
            return SetNumber(value, n => Size = n);
        else if (keyword.SequenceEqual("uid"u8))
            return SetNumber(value, n => Uid = n);
        else if (keyword.SequenceEqual("gid"u8))
            return SetNumber(value, n => Gid = n);
        else if (keyword.StartsWith("GNU.sparse."u8))
            return SetSparse(keyword["GNU.sparse.".Length..], value);
        else if (keyword.StartsWith("SCHILY.xattr."u8))
            SetXattr(EntryName.Decode(keyword["SCHILY.xattr.".Length..]), value.ToArray());
        return !keyword.Contains((byte)0);
    }

    private bool SetTime(ReadOnlySpan<byte> value)
    {
        if (value.IsEmpty)
        {
            (Time, Nanoseconds) = (null, 0);
            return true;
        }
        bool isTime = TarNumber.TryParseTime(value, out long ticks, out int nanoseconds);
        if (isTime)
            (Time, Nanoseconds) = (ticks, nanoseconds);
        return isTime;
    }

    private bool SetSparse(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (keyword.SequenceEqual("name"u8))
            RealName = Text(value);
        else if (keyword.SequenceEqual("size"u8))
            _size = Text(value);
        else if (keyword.SequenceEqual("realsize"u8))
            _realSize = Text(value);
        else if (keyword.SequenceEqual("major"u8))
            _major = value.IsEmpty ? null : EntryName.Decode(value);
        else if (keyword.SequenceEqual("minor"u8))
            _minor = value.IsEmpty ? null : EntryName.Decode(value);
        else if (keyword.SequenceEqual("map"u8))
            _hasMap = !value.IsEmpty;
        else if (keyword.SequenceEqual("offset"u8))
            return value.IndexOf((byte)',') < 0 & _pairHalves++ % 2 == 0;
        else if (keyword.SequenceEqual("numbytes"u8))
            return value.IndexOf((byte)',') < 0 & _pairHalves++ % 2 == 1;
        return true;
    }

    private void SetXattr(string name, byte[] value)
    {
        Xattrs ??= new Dictionary<string, byte[]>(StringComparer.Ordinal);
        Xattrs[name] = value;
    }

    private static bool SetNumber(ReadOnlySpan<byte> value, Action<long?> set)
    {
        if (value.IsEmpty)
        {
            set(null);
            return true;
        }
        bool isNumber = TarNumber.TryParseDecimal(value, out long number);
        if (isNumber)
            set(number);
        return isNumber;
    }

    private static bool IsText(ReadOnlySpan<byte> value, byte[]? text) => text is null || !value.Contains((byte)0);

    // An empty value takes back what an earlier record said.
    private static byte[]? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : value.ToArray();
}
