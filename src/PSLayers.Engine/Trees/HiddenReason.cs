namespace PSLayers.Trees;

/// <summary>Why something is stored in an image but cannot be seen in it.</summary>
public enum HiddenReason
{
    /// <summary>A later layer puts something else at the path, or at a directory above it.</summary>
    Overwritten,

    /// <summary>A later layer removes the path, or a directory above it, or makes one opaque.</summary>
    Removed,

    /// <summary>The same layer has a later entry of the same path, or of a directory above it.</summary>
    Duplicate,
}
