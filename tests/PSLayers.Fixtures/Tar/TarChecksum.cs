namespace PSLayers.Fixtures;

/// <summary>What stands in the checksum field of a header.</summary>
public enum TarChecksum
{
    /// <summary>The sum over unsigned bytes, as POSIX says.</summary>
    Right,

    /// <summary>The sum over signed bytes, as some old writers did; differs only where a byte is above 127.</summary>
    Signed,

    /// <summary>One more than the right sum.</summary>
    Wrong,

    /// <summary>Eight NUL bytes.</summary>
    Zero,

    /// <summary>Eight spaces, as the field is while the sum is taken.</summary>
    Blank,
}
