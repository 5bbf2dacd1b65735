namespace PSLayers.Comparison;

/// <summary>What of two images can be compared.</summary>
public enum ImageAspect
{
    /// <summary>The files that a container sees.</summary>
    File,

    /// <summary>The layers, by DiffId.</summary>
    Layer,

    /// <summary>The instructions of the build, in their order.</summary>
    History,

    /// <summary>The fields of the config: environment by variable, labels by name.</summary>
    Config,

    /// <summary>The packages that are installed, by their versions.</summary>
    Package,

    /// <summary>Bytes and counts.</summary>
    Size,
}
