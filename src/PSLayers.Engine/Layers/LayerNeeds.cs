namespace PSLayers.Layers;

/// <summary>What is wanted of a layer's bytes beside the table of its entries. All of it comes from one pass over them.</summary>
[Flags]
internal enum LayerNeeds
{
    /// <summary>The entries alone.</summary>
    Entries = 0,

    /// <summary>The digest of the uncompressed tar, computed.</summary>
    DiffId = 1,

    /// <summary>The digest of the blob as it is stored, computed.</summary>
    StoredDigest = 2,

    /// <summary>Fingerprints of the files of a compressed layer, where it has to be decompressed to be listed; else they are taken of those files
    /// that turn out to need one.</summary>
    Fingerprints = 4,

    /// <summary>A core is idle: of a plain layer it reads the bytes that are hashed next.</summary>
    ReadAhead = 8,
}
