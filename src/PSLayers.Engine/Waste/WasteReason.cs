namespace PSLayers.Waste;

/// <summary>Why an image stores bytes of a path that no container sees.</summary>
public enum WasteReason
{
    /// <summary>A later layer stores the same content once more, since it changed the mode, the owner or the time, or nothing at all: what
    /// <c>chmod -R</c> and <c>chown -R</c> do.</summary>
    MetadataOnly,

    /// <summary>A later layer, or a later entry of the same layer, has another content at the path or something else at a directory above.</summary>
    Overwritten,

    /// <summary>A later layer removes the path, or a directory above it.</summary>
    Removed,

    /// <summary>No view of any layer shows it: it is one of AUFS's own records, or its name has no place in a file system.</summary>
    NeverSeen,
}
