namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Values of a package's header that are looked at, with the numbers that rpm gives them.</summary>
internal enum RpmTag
{
    /// <summary>The package's name.</summary>
    Name = 1000,

    /// <summary>Its version.</summary>
    Version = 1001,

    /// <summary>Which build of the version.</summary>
    Release = 1002,

    /// <summary>What counts more than the version; most packages have none.</summary>
    Epoch = 1003,

    /// <summary>When it was installed, in seconds since 1970.</summary>
    InstallTime = 1008,

    /// <summary>Bytes of its files.</summary>
    Size = 1009,

    /// <summary>Who made it.</summary>
    Vendor = 1011,

    /// <summary>Its licence.</summary>
    License = 1014,

    /// <summary>Processors that it is made for.</summary>
    Architecture = 1022,

    /// <summary>A state for each file.</summary>
    FileStates = 1029,

    /// <summary>A digest for each file, as hexadecimal digits.</summary>
    FileDigests = 1035,

    /// <summary>Flags of each file.</summary>
    FileFlags = 1037,

    /// <summary>Name of the file that it was built from.</summary>
    SourcePackage = 1044,

    /// <summary>The directory of each file, as a number in <see cref="DirectoryNames"/>.</summary>
    DirectoryIndexes = 1116,

    /// <summary>The name of each file.</summary>
    BaseNames = 1117,

    /// <summary>The directories, each with a slash at its end.</summary>
    DirectoryNames = 1118,

    /// <summary>Bytes of its files where they are many.</summary>
    LongSize = 5009,

    /// <summary>How the digests were computed, with the numbers of OpenPGP.</summary>
    FileDigestAlgorithm = 5011,
}
