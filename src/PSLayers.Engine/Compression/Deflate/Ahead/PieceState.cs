namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>What has become of a piece.</summary>
internal enum PieceState
{
    /// <summary>No helper has begun it.</summary>
    Waiting,

    /// <summary>A helper is at work on it.</summary>
    Running,

    /// <summary>The helper has left it.</summary>
    Done,

    /// <summary>Nobody wants it any more.</summary>
    Abandoned,
}
