namespace PSLayers.Compression.Deflate;

/// <summary>The tables of blocks with the fixed codes of RFC 1951, 3.2.6; made when the first such block comes.</summary>
internal static class FixedTables
{
    /// <summary>Literals and lengths.</summary>
    public static readonly uint[] LitLen = MakeLitLen();

    /// <summary>Distances: 32 codes of 5 bits.</summary>
    public static readonly uint[] Distance = MakeDistance();

    private static uint[] MakeLitLen()
    {
        Span<byte> lengths = stackalloc byte[288];
        lengths[..144].Fill(8);
        lengths[144..256].Fill(9);
        lengths[256..280].Fill(7);
        lengths[280..].Fill(8);
        var table = new uint[DecodeEntry.LitLenCapacity];
        DecodeTable.TryBuild(lengths, DecodeEntry.LitLenPayloads, DecodeEntry.LitLenBits, table, allowSparse: false);
        return table;
    }

    private static uint[] MakeDistance()
    {
        Span<byte> lengths = stackalloc byte[32];
        lengths.Fill(5);
        var table = new uint[DecodeEntry.DistanceCapacity];
        DecodeTable.TryBuild(lengths, DecodeEntry.DistancePayloads, DecodeEntry.DistanceBits, table, allowSparse: false);
        return table;
    }
}
