namespace PSLayers.Packages;

/// <summary>What a layer did to a package.</summary>
public enum PackageChangeKind
{
    /// <summary>It was not there before.</summary>
    Added,

    /// <summary>A newer version is there now.</summary>
    Upgraded,

    /// <summary>An older version is there now.</summary>
    Downgraded,

    /// <summary>The same version was installed anew.</summary>
    Reinstalled,

    /// <summary>It is there no more.</summary>
    Removed,
}
