namespace PSLayers.Provider;

/// <summary>What New-Item makes on a drive.</summary>
internal enum NewItemKind
{
    /// <summary>A file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A symbolic link.</summary>
    SymbolicLink,

    /// <summary>A further name of a file.</summary>
    HardLink,
}
