namespace PSLayers.Diff;

/// <summary>What became of a path from one view to another.</summary>
public enum Change
{
    /// <summary>It is as it was.</summary>
    Unmodified,

    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>Its content, its type, its link target or its device number is another.</summary>
    Modified,

    /// <summary>Only its mode, its owner, its time or its extended attributes are others.</summary>
    MetadataModified,

    /// <summary>It is there no more.</summary>
    Removed,

    /// <summary>It has as many bytes as before, but they could not be read to be compared, so that nobody knows whether they are the same.</summary>
    NotCompared,
}
