using System.Runtime.CompilerServices;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Layers;

/// <summary>Collects the entries of one layer. Names are split into directory and last part as they come, so that each directory is
/// stored once.</summary>
internal sealed class LayerIndexBuilder
{
    // What a side table takes for each of its entries, beside the bytes that are counted.
    private const int OwnerFootprint = 250;
    private const int OddNameFootprint = 100;
    private const int ExtrasFootprint = 300;

    // Entries that are enough to guess how many there will be.
    private const int SampleCount = 1024;

    private readonly ReadLimits _limits;
    private readonly MemoryBudget _budget;
    private readonly ByteHeap _leaves;
    private readonly ByteHeap _links;
    private readonly DirectoryTable _directories;
    private readonly List<EntryOwner> _owners = [];
    private readonly Dictionary<EntryOwner, int> _ownerNumbers = [];
    private readonly Dictionary<int, byte[]> _oddNames = [];
    private readonly Dictionary<int, EntryExtras> _extras = [];
    private readonly List<ImageWarning> _warnings = [];
    private LayerRow[] _rows = new LayerRow[16];
    private int _count;
    private int _lastOwner = -1;
    private byte[] _lastOddName = [];
    private int _warningCount;
    private long _sideBytes;

    /// <summary>Begins a table.</summary>
    /// <param name="layer">Name of the layer for messages.</param>
    /// <param name="limits">What one layer may have.</param>
    /// <param name="budget">Memory that all layers of an image share; null where the layer stands alone.</param>
    public LayerIndexBuilder(string layer, ReadLimits limits, MemoryBudget? budget = null)
    {
        (Layer, _limits, _budget) = (layer, limits, (budget ?? new MemoryBudget(limits.TableMemory)).Share(layer));
        (_leaves, _links, _directories) = (new ByteHeap(1 << 10, _budget), new ByteHeap(64, _budget), new DirectoryTable(_budget));
    }

    /// <summary>Name of the layer for messages.</summary>
    public string Layer { get; }

    /// <summary>Size of the tar in bytes, where it is known; a help for planning, not to be relied on.</summary>
    public long ExpectedSize { get; init; }

    /// <summary>Entries so far.</summary>
    public int Count => _count;

    /// <summary>Adds an entry.</summary>
    /// <param name="name">The name as the tar has it.</param>
    /// <param name="link">The link target as the tar has it; empty for none.</param>
    /// <param name="row">Everything but names and numbers of tables.</param>
    /// <param name="owner">Number from <see cref="OwnerNumber"/>.</param>
    /// <param name="extras">Rare facts, or null.</param>
    /// <param name="offset">Where the entry's header is, for messages.</param>
    /// <returns>The row's number; -1 where the path is too long, so that the entry is left out.</returns>
    public int Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> link, LayerRow row, int owner, EntryExtras? extras, long offset)
    {
        if (_count >= _limits.Entries)
            throw new ImageException(ImageErrorId.CountLimit, $"the layer has more than {_limits.Entries} entries (limit Entries)", Layer, offset);
        long xattrs = extras?.XattrFootprint() ?? 0;
        if (_sideBytes + _leaves.Length + _links.Length + _directories.NameBytes + name.Length + link.Length + xattrs > _limits.NameBytes)
            throw new ImageException(ImageErrorId.CountLimit, $"the names and attributes of the layer take more than {_limits.NameBytes} bytes (limit NameBytes)", Layer, offset);

        ReadOnlySpan<byte> path = Trim(name, ref row.Flags);
        int slash = path.LastIndexOf((byte)'/');
        // The directory of the entry before was looked at then.
        bool isOdd = slash > 0 && _directories.IsLast(path[..slash]) ? IsOddPart(path[(slash + 1)..]) : IsOdd(path);
        bool leavesRoot = false;
        if (isOdd)
        {
            path = Normalize(path, out leavesRoot);
            slash = path.LastIndexOf((byte)'/');
        }
        if (path.Length > _limits.PathLength)
        {
            Warn(ImageErrorId.CountLimit, $"a path of {path.Length} bytes is left out; no engine unpacks one of more than {_limits.PathLength} (limit PathLength)", offset);
            return -1;
        }
        if (isOdd)
            KeepOdd(name, path, leavesRoot, ref row, offset);
        if (name.IsEmpty)
            Warn(ImageErrorId.TarEntryOdd, "an entry has no name", offset);
        else if (path.IsEmpty && !leavesRoot && row.Type != EntryType.Directory)
            Warn(ImageErrorId.TarEntryOdd, $"{Quote(name)} is the root, which can only be a directory", offset);

        ReadOnlySpan<byte> leaf = path[(slash + 1)..];
        row.Directory = _directories.NumberOf(slash < 0 ? default : path[..slash]);
        row.LeafStart = _leaves.Add(leaf);
        row.Owner = owner;
        row.Link = -1;
        row.Type = Whiteout.TypeOf(leaf, inRoot: slash < 0, row.Type, out bool isBare);
        if (row.Type is EntryType.Whiteout or EntryType.OpaqueWhiteout)
            row.Size = 0;
        if (isBare)
            Warn(ImageErrorId.WhiteoutInvalid, $"{Quote(name)} is a whiteout without a name and removes nothing", offset);
        if (!link.IsEmpty)
        {
            row.Link = _links.Add(BitConverter.GetBytes(link.Length));
            _links.Add(link);
        }
        if (extras is not null)
        {
            _budget.Take(ExtrasFootprint + xattrs);
            row.Flags |= RowFlags.Extras;
            _extras[_count] = extras;
            _sideBytes += xattrs;
        }
        if (_count == _rows.Length)
            Grow(offset);
        _rows[_count] = row;
        return _count++;
    }

    private void KeepOdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> path, bool leavesRoot, ref LayerRow row, long offset)
    {
        row.Flags |= RowFlags.OddName;
        // Hostile layers repeat one name, and that is kept once.
        if (!name.SequenceEqual(_lastOddName))
        {
            _budget.Take(name.Length);
            _lastOddName = name.ToArray();
            _sideBytes += name.Length;
        }
        _budget.Take(OddNameFootprint);
        _oddNames[_count] = _lastOddName;
        if (leavesRoot)
            Warn(ImageErrorId.PathOutside, $"the name {Quote(name)} leads out of the root and is read as {Quote(path)}", offset);
    }

    // Where the size of the tar is known, what came so far tells how many entries there will be: then rows are copied once, not at each doubling.
    private void Grow(long offset)
    {
        double expected = _count >= SampleCount && ExpectedSize > 0 ? _count * 1.05 * ExpectedSize / (offset + 1) : 0;
        int capacity = (int)Math.Clamp(expected, _count * 2.0, Math.Max(_count * 2.0, Math.Min(_count * 16.0, _limits.Entries)));
        _budget.Take((long)(capacity - _count) * Unsafe.SizeOf<LayerRow>());
        LayerRow[] rows = GC.AllocateUninitializedArray<LayerRow>(capacity);
        _rows.AsSpan().CopyTo(rows);
        _rows = rows;
    }

    /// <summary>Path of the last entry added, without slashes around it.</summary>
    public string LastPath()
    {
        ref readonly LayerRow last = ref _rows[_count - 1];
        string directory = EntryName.Decode(_directories[last.Directory]);
        string leaf = EntryName.Decode(_leaves[last.LeafStart, _leaves.Length]);
        return directory.Length == 0 ? leaf : $"{directory}/{leaf}";
    }

    /// <summary>The number of an owner; most entries have the one of the entry before.</summary>
    public int OwnerNumber(long uid, long gid, ReadOnlySpan<byte> user, ReadOnlySpan<byte> group)
    {
        if (_lastOwner >= 0)
        {
            EntryOwner last = _owners[_lastOwner];
            if (last.Uid == uid && last.Gid == gid && Same(last.User, user) && Same(last.Group, group))
                return _lastOwner;
        }
        var owner = new EntryOwner(uid, gid, EntryName.Decode(user), EntryName.Decode(group));
        if (!_ownerNumbers.TryGetValue(owner, out _lastOwner))
        {
            _budget.Take(OwnerFootprint + 2 * (owner.User.Length + owner.Group.Length));
            _ownerNumbers[owner] = _lastOwner = _owners.Count;
            _owners.Add(owner);
            _sideBytes += 2 * (owner.User.Length + owner.Group.Length);
        }
        return _lastOwner;
    }

    /// <summary>Marks an entry whose data the tar does not have in full.</summary>
    public void MarkTruncated(int row) => _rows[row].Flags |= RowFlags.Truncated;

    /// <summary>Notes something odd at an offset of the tar.</summary>
    public void Warn(ImageErrorId code, string message, long offset)
    {
        if (_warningCount++ < _limits.Warnings)
            _warnings.Add(new ImageException(code, message, Layer, offset).ToWarning());
    }

    /// <summary>Finishes the table.</summary>
    public LayerIndex Build(long tarSize, ImageException? damage)
    {
        Array.Resize(ref _rows, _count);
        _leaves.Trim();
        _links.Trim();
        _directories.Trim();
        if (_warningCount > _warnings.Count)
            _warnings.Add(new ImageWarning(ImageErrorId.CountLimit, $"{Layer}: {_warningCount - _warnings.Count} further warnings are not kept."));
        var index = new LayerIndex(_rows, _leaves, _links, _directories, [.. _owners], _oddNames, _extras)
        {
            SideBytes = _sideBytes,
            TarSize = tarSize,
            Damage = damage,
            Warnings = [.. _warnings],
        };
        _budget.Settle(index.Footprint);
        return index;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> name, ref RowFlags flags)
    {
        ReadOnlySpan<byte> path = name;
        if (path.StartsWith("./"u8))
        {
            flags |= RowFlags.DotPrefix;
            path = path[2..];
        }
        else if (path.Length > 0 && path[0] == '/')
        {
            flags |= RowFlags.RootPrefix;
            path = path[1..];
        }
        if (path.Length > 0 && path[^1] == '/')
        {
            flags |= RowFlags.TrailingSlash;
            path = path[..^1];
        }
        return path;
    }

    // A path that is not plain parts with single slashes between.
    private static bool IsOdd(ReadOnlySpan<byte> path)
    {
        if (path.IsEmpty)
            return false;
        if (path[0] is (byte)'/' or (byte)'.' && IsOddPart(path))
            return true;
        while (true)
        {
            int slash = path.IndexOf((byte)'/');
            if (slash < 0)
                return false;
            path = path[(slash + 1)..];
            if (IsOddPart(path))
                return true;
        }
    }

    private static bool IsOddPart(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] == '/')
            return true;
        if (rest[0] != '.')
            return false;
        return rest.Length == 1 || rest[1] == '/' || (rest[1] == '.' && (rest.Length == 2 || rest[2] == '/'));
    }

    // "a//b/./c/../d" is a/b/d; ".." never leads above the root.
    private static byte[] Normalize(ReadOnlySpan<byte> path, out bool leavesRoot)
    {
        leavesRoot = false;
        var starts = new Stack<int>();
        byte[] result = new byte[path.Length];
        int length = 0;
        foreach (Range range in Parts(path))
        {
            ReadOnlySpan<byte> part = path[range];
            if (part.IsEmpty || part.SequenceEqual("."u8))
                continue;
            if (part.SequenceEqual(".."u8))
            {
                leavesRoot |= starts.Count == 0;
                length = starts.Count == 0 ? 0 : starts.Pop();
                continue;
            }
            starts.Push(length);
            if (length > 0)
                result[length++] = (byte)'/';
            part.CopyTo(result.AsSpan(length));
            length += part.Length;
        }
        return result[..length];
    }

    private static List<Range> Parts(ReadOnlySpan<byte> path)
    {
        var parts = new List<Range>();
        int start = 0;
        for (int i = 0; i <= path.Length; i++)
        {
            if (i == path.Length || path[i] == '/')
            {
                parts.Add(start..i);
                start = i + 1;
            }
        }
        return parts;
    }

    private static bool Same(string text, ReadOnlySpan<byte> bytes) =>
        System.Text.Ascii.Equals(bytes, text);

    private static string Quote(ReadOnlySpan<byte> name) => $"'{EntryName.Decode(name.Length > 200 ? name[..200] : name)}'";
}
