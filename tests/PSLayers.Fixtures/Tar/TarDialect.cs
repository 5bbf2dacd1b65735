namespace PSLayers.Fixtures;

/// <summary>Which header layout an entry is written in.</summary>
public enum TarDialect
{
    /// <summary>POSIX.1-1988: magic "ustar", NUL, "00"; names over 100 bytes go to the prefix, else to a PAX record.</summary>
    Ustar,

    /// <summary>The layout before 1988: no magic, no user names, no device numbers.</summary>
    V7,

    /// <summary>GNU: magic "ustar  "; long names in L and K entries, big numbers in base 256.</summary>
    Gnu,

    /// <summary>POSIX.1-2001: ustar, and a PAX record for whatever does not fit.</summary>
    Pax,
}
