namespace PSLayers.Layers;

/// <summary>One entry of a layer, as compact as it goes: names stand in shared heaps, owners in a table, rare facts in side tables.</summary>
internal struct LayerRow
{
    private const int BlockSize = 512;
    private const int NanosecondBits = 7;

    /// <summary>Size of the file in bytes, holes included.</summary>
    public long Size;

    /// <summary>Offset of the data in the uncompressed tar.</summary>
    public long DataOffset;

    /// <summary>Modification time in ticks of 100 ns since 1970, rounded down: see <see cref="Nanoseconds"/>.</summary>
    public long Time;

    /// <summary>Number of the directory that the entry is in.</summary>
    public int Directory;

    /// <summary>Where the last part of the name starts in the heap; it ends where the next row's starts.</summary>
    public int LeafStart;

    /// <summary>Number of the owner in the table of owners.</summary>
    public int Owner;

    /// <summary>Where the link target stands in the heap of targets, or -1.</summary>
    public int Link;

    /// <summary>The lower sixteen bits of st_mode, as the tar has them.</summary>
    public ushort Mode;

    /// <summary>What the entry is.</summary>
    public EntryType Type;

    /// <summary>How the name was written, and which side tables know more.</summary>
    public RowFlags Flags;

    // Blocks of headers in front of the data, and nanoseconds in the lower bits.
    private uint _blocksAndNanoseconds;

    /// <summary>Nanoseconds to add to the time, 0 to 99.</summary>
    public readonly int Nanoseconds => (int)(_blocksAndNanoseconds & ((1u << NanosecondBits) - 1));

    /// <summary>Offset in the uncompressed tar of the first header that belongs to the entry alone: an extended one, or its only one. From there to
    /// the data the tar has all that it says of the entry, records that nobody here understands too.</summary>
    public readonly long HeaderOffset => DataOffset - ((long)(_blocksAndNanoseconds >> NanosecondBits) * BlockSize);

    /// <summary>Notes where the data is, where the headers begin, and how exact the time is.</summary>
    /// <param name="header">Offset of the first header.</param>
    /// <param name="data">Offset of the data, some blocks behind it.</param>
    /// <param name="nanoseconds">What <see cref="Time"/> leaves out, 0 to 99.</param>
    public void Place(long header, long data, int nanoseconds)
    {
        DataOffset = data;
        _blocksAndNanoseconds = ((uint)((data - header) / BlockSize) << NanosecondBits) | (uint)nanoseconds;
    }
}

/// <summary>What a row cannot say in its columns.</summary>
[Flags]
internal enum RowFlags : byte
{
    None = 0,

    /// <summary>The name was written with <c>./</c> in front.</summary>
    DotPrefix = 1,

    /// <summary>The name was written with <c>/</c> in front.</summary>
    RootPrefix = 2,

    /// <summary>The name was written with <c>/</c> behind.</summary>
    TrailingSlash = 4,

    /// <summary>The name as written stands in the table of odd names.</summary>
    OddName = 8,

    /// <summary>The table of extras has attributes or a device number.</summary>
    Extras = 16,

    /// <summary>The file is sparse: its data is not stored in one piece.</summary>
    Sparse = 32,

    /// <summary>The tar ends inside the data.</summary>
    Truncated = 64,
}

/// <summary>Who owns an entry: both the numbers and the names that the tar gives.</summary>
internal sealed record EntryOwner(long Uid, long Gid, string User, string Group);

/// <summary>Rare facts of an entry.</summary>
internal sealed record EntryExtras(IReadOnlyDictionary<string, byte[]>? Xattrs, long DeviceMajor, long DeviceMinor)
{
    /// <summary>About how many bytes of memory the attributes take.</summary>
    public long XattrFootprint()
    {
        long bytes = 0;
        if (Xattrs is not null)
        {
            foreach ((string name, byte[] value) in Xattrs)
                bytes += 100 + 2 * name.Length + value.Length;
        }
        return bytes;
    }
}
