namespace PSLayers.Mounting.Erofs;

/// <summary>The parts of the EROFS on-disk format that are used (Linux, fs/erofs/erofs_fs.h).</summary>
internal static class ErofsFormat
{
    /// <summary>A tar's data stands at multiples of this, and so do blocks.</summary>
    public const int BlockSize = 512;

    /// <summary>log2 of <see cref="BlockSize"/>.</summary>
    public const int BlockBits = 9;

    /// <summary>Inodes are numbered by the places of this size that they begin at.</summary>
    public const int SlotSize = 32;

    /// <summary>Bytes of an extended inode.</summary>
    public const int InodeSize = 64;

    /// <summary>Bytes of a directory's entry, without its name.</summary>
    public const int DirentSize = 12;

    /// <summary>Where the superblock stands.</summary>
    public const int SuperblockOffset = 1024;

    /// <summary>Bytes of the superblock.</summary>
    public const int SuperblockSize = 128;

    /// <summary>Bytes of an entry in the table of devices.</summary>
    public const int DeviceSlotSize = 128;

    /// <summary>The superblock's mark.</summary>
    public const uint Magic = 0xE0F5E1E2;

    /// <summary>Files are stored in chunks that may stand anywhere.</summary>
    public const uint FeatureChunkedFile = 0x4;

    /// <summary>Data stands on further devices.</summary>
    public const uint FeatureDeviceTable = 0x8;

    /// <summary>Longest name in a directory.</summary>
    public const int LongestName = 255;

    /// <summary>Chunks have an index entry of eight bytes each, and not a number of four.</summary>
    public const uint ChunkIndexes = 0x20;

    /// <summary>Bytes of a chunk's index entry.</summary>
    public const int ChunkIndexSize = 8;

    /// <summary>Where a chunk is a hole.</summary>
    public const uint NoBlock = 0xFFFFFFFF;

    /// <summary>Data in one piece, elsewhere.</summary>
    public const int LayoutPlain = 0;

    /// <summary>The last, incomplete block stands right behind the inode.</summary>
    public const int LayoutInline = 2;

    /// <summary>Data in chunks.</summary>
    public const int LayoutChunks = 4;
}
