namespace PSLayers.Fixtures;

/// <summary>The checksums of gzip (CRC-32) and xz (CRC-32 and CRC-64/ECMA), reflected as both formats want them.</summary>
internal static class Crc
{
    private const uint Polynomial32 = 0xEDB88320;
    private const ulong Polynomial64 = 0xC96C5795D7870F42;
    private static readonly uint[] Table32 = MakeTable32();
    private static readonly ulong[] Table64 = MakeTable64();

    public static uint Of32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
            crc = Table32[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    public static ulong Of64(ReadOnlySpan<byte> bytes)
    {
        var crc = ulong.MaxValue;
        foreach (var value in bytes)
            crc = Table64[(byte)(crc ^ value)] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>The CRC-32 of two pieces one behind the other, from their own CRCs and the factor of the second's length.</summary>
    public static uint Joined(uint first, uint second, uint factor) => Multiply(factor, first) ^ second;

    /// <summary>x to the power of 8 times the length, modulo the polynomial: what appending so many bytes does to a CRC-32.</summary>
    public static uint Factor(long length)
    {
        var power = 1u << 31;
        var square = 1u << 23;
        for (; length != 0; length >>= 1)
        {
            if ((length & 1) != 0)
                power = Multiply(square, power);
            square = Multiply(square, square);
        }

        return power;
    }

    // Product of two polynomials over GF(2), lowest power in the highest bit.
    private static uint Multiply(uint a, uint b)
    {
        var product = 0u;
        for (var bit = 1u << 31; bit != 0; bit >>= 1)
        {
            if ((a & bit) != 0)
                product ^= b;
            b = (b & 1) != 0 ? (b >> 1) ^ Polynomial32 : b >> 1;
        }

        return product;
    }

    private static uint[] MakeTable32()
    {
        var table = new uint[256];
        for (var i = 0u; i < table.Length; i++)
        {
            var value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial32 : value >> 1;
            table[i] = value;
        }

        return table;
    }

    private static ulong[] MakeTable64()
    {
        var table = new ulong[256];
        for (var i = 0u; i < table.Length; i++)
        {
            ulong value = i;
            for (var bit = 0; bit < 8; bit++)
                value = (value & 1) != 0 ? (value >> 1) ^ Polynomial64 : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
