namespace PSLayers.Layers;

/// <summary>What a layer entry is (POSIX ustar typeflag; image-spec, layer.md, "Whiteouts").</summary>
public enum EntryType : byte
{
    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A further name of a file.</summary>
    HardLink,

    /// <summary>A character device.</summary>
    CharacterDevice,

    /// <summary>A block device.</summary>
    BlockDevice,

    /// <summary>A named pipe.</summary>
    Fifo,

    /// <summary><c>.wh.NAME</c>: removes NAME of the layers below.</summary>
    Whiteout,

    /// <summary><c>.wh..wh..opq</c>: hides everything that the layers below have in its directory.</summary>
    OpaqueWhiteout,

    /// <summary>A tar entry of another type.</summary>
    Other,
}
