using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Text;

namespace PSLayers.Layers;

/// <summary>Every entry of one layer in the order of its tar: one compact, immutable table, without any of the data.</summary>
internal sealed partial class LayerIndex
{
    private readonly LayerRow[] _rows;
    private readonly ByteHeap _leaves;
    private readonly ByteHeap _links;
    private readonly DirectoryTable _directories;
    private readonly EntryOwner[] _owners;
    private readonly Dictionary<int, byte[]> _oddNames;
    private readonly Dictionary<int, EntryExtras> _extras;

    internal LayerIndex(LayerRow[] rows, ByteHeap leaves, ByteHeap links, DirectoryTable directories, EntryOwner[] owners,
        Dictionary<int, byte[]> oddNames, Dictionary<int, EntryExtras> extras)
    {
        (_rows, _leaves, _links, _directories, _owners, _oddNames, _extras) = (rows, leaves, links, directories, owners, oddNames, extras);
        foreach (ref readonly LayerRow row in rows.AsSpan())
        {
            switch (row.Type)
            {
                case EntryType.File:
                    FileCount++;
                    FileSize = ByteSum.Add(FileSize, row.Size);
                    break;
                case EntryType.SymbolicLink:
                    SymbolicLinkCount++;
                    LinkSize += LinkLength(row.Link);
                    break;
                case EntryType.Whiteout or EntryType.OpaqueWhiteout:
                    WhiteoutCount++;
                    break;
            }
        }
    }

    /// <summary>Number of entries.</summary>
    public int Count => _rows.Length;

    /// <summary>What the layer takes on a disk, in bytes, as a docker engine counts it: its regular files, holes included, and the targets of its
    /// symbolic links. Further names of a file, directories and devices count nothing.</summary>
    public long Size => ByteSum.Add(FileSize, LinkSize);

    /// <summary>Sum of the regular files in bytes.</summary>
    public long FileSize { get; }

    /// <summary>Sum of the targets of the symbolic links in bytes.</summary>
    public long LinkSize { get; }

    /// <summary>Number of regular files.</summary>
    public int FileCount { get; }

    /// <summary>Number of symbolic links.</summary>
    public int SymbolicLinkCount { get; }

    /// <summary>Number of whiteouts and opaque markers.</summary>
    public int WhiteoutCount { get; }

    /// <summary>Bytes of the uncompressed tar, up to its very end.</summary>
    public long TarSize { get; internal init; }

    /// <summary>Digest of the uncompressed tar, computed; null until it was asked for.</summary>
    public Digest? DiffId => Digests.DiffId;

    /// <summary>What was computed from the layer's bytes beside this table.</summary>
    public LayerDigests Digests { get; } = new();

    /// <summary>What ended the reading before the tar's end, or null. The entries before it are all there.</summary>
    public ImageException? Damage { get; internal init; }

    /// <summary>Whether what ended the reading may be otherwise the next time: a disk that failed, or the memory of all layers together.</summary>
    internal bool IsCutShort => Damage is { ErrorId: ImageErrorId.ReadFailed or ImageErrorId.ImageLimit };

    /// <summary>What is odd about the layer.</summary>
    public IReadOnlyList<ImageWarning> Warnings { get; internal init; } = [];

    /// <summary>Number of directories that are mentioned, as parents too; 0 is the root.</summary>
    internal int DirectoryCount => _directories.Count;

    /// <summary>About how many bytes of memory the table takes.</summary>
    internal long Footprint => 512 + 48L * _rows.Length + _leaves.Length + _links.Length + _directories.NameBytes + 4L * _directories.Count
        + 100L * (_oddNames.Count + _owners.Length) + 300L * _extras.Count + SideBytes;

    /// <summary>Bytes of odd names, owners' names and attributes, which stand outside of the common heaps.</summary>
    internal long SideBytes { get; init; }

    internal ref readonly LayerRow Row(int row) => ref _rows[row];

    /// <summary>Bytes of a sparse file that are nowhere in the tar, at least; 0 of a file that is whole.</summary>
    internal long HoleBytes(int row)
    {
        long end = row + 1 < _rows.Length ? _rows[row + 1].HeaderOffset : TarSize;
        return (_rows[row].Flags & RowFlags.Sparse) == 0 ? 0 : Math.Max(0, _rows[row].Size - (end - _rows[row].DataOffset));
    }

    /// <summary>Path of a directory, without slashes around it.</summary>
    internal ReadOnlySpan<byte> DirectoryPath(int directory) => _directories[directory];

    /// <summary>Last part of an entry's path; empty for the root itself.</summary>
    internal ReadOnlySpan<byte> Leaf(int row) =>
        _leaves[_rows[row].LeafStart, row + 1 < _rows.Length ? _rows[row + 1].LeafStart : _leaves.Length];

    /// <summary>Link target as it stands in the tar; empty where there is none.</summary>
    internal ReadOnlySpan<byte> LinkTarget(int row)
    {
        int start = _rows[row].Link;
        if (start < 0)
            return default;
        return _links[start + 4, start + 4 + LinkLength(start)];
    }

    /// <summary>What an entry counts for in <see cref="Size"/>.</summary>
    internal long SizeOf(int row) => _rows[row].Type switch
    {
        EntryType.File => _rows[row].Size,
        EntryType.SymbolicLink => LinkLength(_rows[row].Link),
        _ => 0,
    };

    private int LinkLength(int start) => start < 0 ? 0 : BitConverter.ToInt32(_links[start, start + 4]);

    internal EntryOwner Owner(int row) => _owners[_rows[row].Owner];

    internal EntryExtras? Extras(int row) => (_rows[row].Flags & RowFlags.Extras) != 0 ? _extras[row] : null;

    /// <summary>Path of an entry with a slash in front, as text.</summary>
    internal string Path(int row)
    {
        ReadOnlySpan<byte> directory = _directories[_rows[row].Directory];
        ReadOnlySpan<byte> leaf = Leaf(row);
        int length = directory.Length + leaf.Length + 2;
        Span<byte> path = length <= 512 ? stackalloc byte[length] : new byte[length];
        int at = 0;
        path[at++] = (byte)'/';
        directory.CopyTo(path[at..]);
        at += directory.Length;
        if (directory.Length > 0 && leaf.Length > 0)
            path[at++] = (byte)'/';
        leaf.CopyTo(path[at..]);
        return EntryName.Decode(path[..(at + leaf.Length)]);
    }

    /// <summary>The name exactly as the tar has it.</summary>
    internal byte[] RawName(int row)
    {
        RowFlags flags = _rows[row].Flags;
        if ((flags & RowFlags.OddName) != 0)
            return _oddNames[row];
        ReadOnlySpan<byte> directory = _directories[_rows[row].Directory];
        ReadOnlySpan<byte> leaf = Leaf(row);
        ReadOnlySpan<byte> before = (flags & RowFlags.DotPrefix) != 0 ? "./"u8 : (flags & RowFlags.RootPrefix) != 0 ? "/"u8 : default;
        return [.. before, .. directory, .. directory.Length > 0 && leaf.Length > 0 ? "/"u8 : default, .. leaf,
            .. (flags & RowFlags.TrailingSlash) != 0 ? "/"u8 : default];
    }
}
