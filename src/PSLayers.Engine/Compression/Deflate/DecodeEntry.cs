namespace PSLayers.Compression.Deflate;

/// <summary>The layout of one 32-bit entry of a decode table.</summary>
/// <remarks>
/// <para>Bits 0-7: how many bits the symbol takes in all, code and extra bits together. They stand lowest, so that the whole entry
/// serves as a shift count.</para>
/// <para>Bits 8-11: the length of the code alone, which is where the extra bits begin; in a link, how many bits index the subtable.</para>
/// <para>Bits 16-30: the literal, the base of a length or distance, or the start of a subtable. Bit 31 marks a literal, so that the
/// commonest question is a test of the sign.</para>
/// </remarks>
internal static class DecodeEntry
{
    /// <summary>The value is a byte of output.</summary>
    public const uint Literal = 1u << 31;

    /// <summary>Neither a literal nor a base: one of the three kinds below.</summary>
    public const uint Special = 1u << 15;

    /// <summary>A link to a subtable.</summary>
    public const uint Link = 1u << 14;

    /// <summary>The end of the block.</summary>
    public const uint EndOfBlock = 1u << 13;

    /// <summary>No symbol has this code, or the symbol is not allowed.</summary>
    public const uint Invalid = 1u << 12;

    /// <summary>Added to a payload for each bit of code length: it counts as bits taken and as code length.</summary>
    public const uint LengthUnit = 0x101;

    /// <summary>Bits that index the main literal/length table.</summary>
    public const int LitLenBits = 11;

    /// <summary>Bits that index the main distance table.</summary>
    public const int DistanceBits = 9;

    /// <summary>Bits that index the table of code lengths; it never needs subtables.</summary>
    public const int PrecodeBits = 7;

    /// <summary>Room for the literal/length table.</summary>
    /// <remarks>A subtable of k bits hangs on a complete subtree, which has k + 1 leaves or more. With k at most 4 a symbol costs at
    /// most 16/5 entries, and there are 288 symbols: 922 beside the main 2048.</remarks>
    public const int LitLenCapacity = 2048 + 1024;

    /// <summary>Room for the distance table: k is at most 6, so 32 symbols cost at most 32 * 64/7 = 293 beside the main 512.</summary>
    public const int DistanceCapacity = 512 + 320;

    private static readonly uint[] LitLen = MakeLitLen();
    private static readonly uint[] Distance = MakeDistance();
    private static readonly uint[] Precode = MakePrecode();

    /// <summary>The entries of the 288 literal/length symbols, without their code lengths.</summary>
    public static ReadOnlySpan<uint> LitLenPayloads => LitLen;

    /// <summary>The entries of the 32 distance symbols, without their code lengths.</summary>
    public static ReadOnlySpan<uint> DistancePayloads => Distance;

    /// <summary>The entries of the 19 code length symbols, without their own code lengths.</summary>
    public static ReadOnlySpan<uint> PrecodePayloads => Precode;

    private static uint[] MakeLitLen()
    {
        var payloads = new uint[288];
        for (uint literal = 0; literal < 256; literal++)
            payloads[literal] = Literal | literal << 16;
        payloads[256] = Special | EndOfBlock;

        uint length = 3;
        for (var symbol = 257; symbol < 285; symbol++)
        {
            var extra = symbol < 265 ? 0 : (symbol - 261) / 4;
            payloads[symbol] = length << 16 | (uint)extra;
            length += 1u << extra;
        }
        payloads[285] = 258u << 16;
        payloads[286] = payloads[287] = Special | Invalid;
        return payloads;
    }

    private static uint[] MakeDistance()
    {
        var payloads = new uint[32];
        uint distance = 1;
        for (var symbol = 0; symbol < 30; symbol++)
        {
            var extra = symbol < 4 ? 0 : symbol / 2 - 1;
            payloads[symbol] = distance << 16 | (uint)extra;
            distance += 1u << extra;
        }
        payloads[30] = payloads[31] = Special | Invalid;
        return payloads;
    }

    private static uint[] MakePrecode()
    {
        var payloads = new uint[19];
        for (uint symbol = 0; symbol < payloads.Length; symbol++)
            payloads[symbol] = symbol << 16;
        return payloads;
    }
}
