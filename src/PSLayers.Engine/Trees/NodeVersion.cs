namespace PSLayers.Trees;

/// <summary>What one layer did to one path.</summary>
internal struct NodeVersion
{
    /// <summary>Number of the layer.</summary>
    public int Layer;

    /// <summary>The entry's row in the layer; -1 where it has none: it only removes, or something below makes a directory necessary.</summary>
    public int Row;

    /// <summary>Number of the path's next version, in a later layer; -1 for none.</summary>
    public int Next;

    /// <summary>What the layer did.</summary>
    public VersionFlags Flags;
}

/// <summary>What a layer did to a path. Several may hold at once: a directory can be removed and made again.</summary>
[Flags]
internal enum VersionFlags
{
    None = 0,

    /// <summary>The layer puts something here.</summary>
    Present = 1,

    /// <summary>What it puts here is a directory.</summary>
    Directory = 2,

    /// <summary>A whiteout removes what the layers below have here, and below here.</summary>
    Removed = 4,

    /// <summary>An opaque marker hides what the layers below have below here.</summary>
    Opaque = 8,

    /// <summary>The path stands more than once in the layer.</summary>
    Repeated = 16,
}
