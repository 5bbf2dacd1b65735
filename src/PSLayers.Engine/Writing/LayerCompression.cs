namespace PSLayers.Writing;

/// <summary>How a layer is written.</summary>
public enum LayerCompression
{
    /// <summary>As the archive has it, byte for byte.</summary>
    AsStored,

    /// <summary>As a plain tar.</summary>
    None,

    /// <summary>With gzip, in one member.</summary>
    Gzip,

    /// <summary>With zstd, in frames of some megabytes.</summary>
    Zstd,
}
