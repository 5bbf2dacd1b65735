using System.Text;
using PSLayers.Text;

namespace PSLayers.Tar;

/// <summary>What extended headers say of the entry behind them (POSIX pax; GNU sparse and xattr records as GNU tar, star, libarchive and Go
/// write them). Values are bytes: an attribute may hold newlines and NULs.</summary>
internal sealed class PaxHeader
{
    private static readonly byte[] Escape = "%"u8.ToArray();

    private string? _major;
    private string? _minor;
    private bool _hasMap;
    private long? _size;
    private long? _realSize;

    public byte[]? Path { get; private set; }

    public byte[]? LinkPath { get; private set; }

    public byte[]? User { get; private set; }

    public byte[]? Group { get; private set; }

    public long? Size { get; private set; }

    /// <summary>Size of a sparse file with its holes; of two records that tell it, the older one counts.</summary>
    public long? RealSize => _size ?? _realSize;

    public byte[]? RealName { get; private set; }

    public long? Uid { get; private set; }

    public long? Gid { get; private set; }

    /// <summary>Modification time in ticks of 100 ns since 1970.</summary>
    public long? Time { get; private set; }

    /// <summary>Nanoseconds to add to <see cref="Time"/>, 0 to 99.</summary>
    public int Nanoseconds { get; private set; }

    /// <summary>Whether the entry is a sparse file: the form must be known, or there be a list of regions, as for Go's archive/tar. Other records
    /// alone, such as a name, make none.</summary>
    public bool IsSparse => (_major, _minor) is ("0", "0" or "1") or ("1", "0") || (_hasMap && _major is null && _minor is null);

    /// <summary>Extended attributes by name; null where there are none.</summary>
    public Dictionary<string, byte[]>? Xattrs { get; private set; }

    /// <summary>Bytes of the attributes' names and values.</summary>
    public long XattrBytes { get; private set; }

    /// <summary>Forgets everything, so that the object serves the next entry.</summary>
    public void Clear()
    {
        Path = LinkPath = User = Group = RealName = null;
        Size = _size = _realSize = Uid = Gid = Time = null;
        (_major, _minor) = (null, null);
        (_hasMap, Nanoseconds) = (false, 0);
        Xattrs = null;
        XattrBytes = 0;
    }

    /// <summary>Reads all records of a header's data. Where one keyword stands twice the last one counts.</summary>
    /// <returns>null, or what is wrong; the records up to there count.</returns>
    public string? Read(ReadOnlySpan<byte> data)
    {
        while (true)
        {
            if (PaxRecord.Next(ref data, out ReadOnlySpan<byte> keyword, out ReadOnlySpan<byte> value) is { } oddity)
                return oddity;
            if (keyword.IsEmpty)
                return null;
            if (!Set(keyword, value))
                return $"the extended header's value for {Encoding.UTF8.GetString(keyword)} is not a number";
        }
    }

    private bool Set(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        if (keyword.SequenceEqual("path"u8))
            Path = Text(value);
        else if (keyword.SequenceEqual("linkpath"u8))
            LinkPath = Text(value);
        else if (keyword.SequenceEqual("uname"u8))
            User = Text(value);
        else if (keyword.SequenceEqual("gname"u8))
            Group = Text(value);
        else if (keyword.SequenceEqual("mtime"u8))
            return SetTime(value);
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
        else if (keyword.StartsWith("LIBARCHIVE.xattr."u8))
            SetLibarchiveXattr(keyword["LIBARCHIVE.xattr.".Length..], value);
        return true;
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
            return SetNumber(value, n => _size = n);
        else if (keyword.SequenceEqual("realsize"u8))
            return SetNumber(value, n => _realSize = n);
        else if (keyword.SequenceEqual("major"u8))
            _major = value.IsEmpty ? null : EntryName.Decode(value);
        else if (keyword.SequenceEqual("minor"u8))
            _minor = value.IsEmpty ? null : EntryName.Decode(value);
        else if (keyword.SequenceEqual("map"u8) || keyword.SequenceEqual("offset"u8))
            _hasMap |= !value.IsEmpty;
        return true;
    }

    // libarchive escapes the name like a URL and writes the value in base64, often without padding.
    private void SetLibarchiveXattr(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> value)
    {
        string text = Encoding.ASCII.GetString(value).TrimEnd('=');
        var decoded = new byte[text.Length];
        if (!Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), decoded, out int length))
            return;
        string name = EntryName.Decode(keyword.IndexOf(Escape) < 0 ? keyword : Encoding.UTF8.GetBytes(Uri.UnescapeDataString(Encoding.UTF8.GetString(keyword))));
        // Both spellings may be present; the plain one is exact.
        if (Xattrs?.ContainsKey(name) != true)
            SetXattr(name, decoded[..length]);
    }

    private void SetXattr(string name, byte[] value)
    {
        Xattrs ??= new Dictionary<string, byte[]>(StringComparer.Ordinal);
        XattrBytes += Xattrs.TryGetValue(name, out byte[]? before) ? value.Length - before.Length : name.Length + value.Length;
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

    // An empty value takes back what an earlier header said.
    private static byte[]? Text(ReadOnlySpan<byte> value) => value.IsEmpty ? null : value.ToArray();
}
