namespace PSLayers.Fixtures;

/// <summary>How a layer, or a whole archive, is compressed.</summary>
public enum Packing
{
    /// <summary>Plain bytes.</summary>
    None,

    /// <summary>One gzip member.</summary>
    Gzip,

    /// <summary>Three gzip members, the middle one empty.</summary>
    GzipMembers,

    /// <summary>A gzip member for each entry, a table of contents, and the footer of stargz.</summary>
    Estargz,

    /// <summary>One zstd frame.</summary>
    Zstd,

    /// <summary>Two zstd frames with skippable frames before, between and behind.</summary>
    ZstdFrames,

    /// <summary>Frames a chunk, a table of contents in a skippable frame, and the footer of zstd:chunked.</summary>
    ZstdChunked,

    /// <summary>xz.</summary>
    Xz,

    /// <summary>bzip2.</summary>
    Bzip2,
}
