namespace PSLayers.Packages;

/// <summary>What a file of a database tells of the files that packages brought.</summary>
internal enum OwnershipList
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Which files were put elsewhere than their package says. Read before all others.</summary>
    Moves,

    /// <summary>Which files there are.</summary>
    Files,

    /// <summary>The digests of files that another list has as well.</summary>
    Digests,
}
