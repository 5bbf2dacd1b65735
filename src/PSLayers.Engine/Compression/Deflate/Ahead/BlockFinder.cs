using System.Numerics;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>Looks for bits that could be the start of a block with its own codes (RFC 1951, 3.2.7).</summary>
/// <remarks>
/// The head of such a block is so full of conditions that chance hardly ever meets them all. They are tried in the order of what they
/// cost: the first 13 bits of 48 places at once, then whether the code for code lengths is complete, then whether the two codes are.
/// Blocks of other kinds, and last blocks, are not looked for. What is found is still a guess: stored data may be deflate data itself.
/// </remarks>
internal static class BlockFinder
{
    /// <summary>Bytes that must be there behind any place that is looked at: 17 bits, 19 lengths of 3 bits, 316 of 14, and what one
    /// load takes beyond.</summary>
    public const int HeaderBytes = 576;

    private const int BitsAtOnce = 48;
    private const ulong PlacesAtOnce = (1ul << BitsAtOnce) - 1;
    private const int LengthsAtOnce = 4;

    private static readonly ushort[] PrecodeShares = MakePrecodeShares();

    /// <summary>Finds the first such place.</summary>
    /// <param name="bytes">The stored bytes.</param>
    /// <param name="from">The first bit to look at.</param>
    /// <param name="to">The first bit not to look at; at least <see cref="HeaderBytes"/> bytes follow it.</param>
    /// <returns>The bit; -1 where there is none.</returns>
    public static unsafe long Find(ReadOnlySpan<byte> bytes, long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        if (from >= to)
            return -1;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, (bytes.Length - HeaderBytes) * 8L);
        Span<byte> lengths = stackalloc byte[286 + 30];
        Span<uint> precode = stackalloc uint[1 << DecodeEntry.PrecodeBits];
        fixed (byte* start = bytes)
        {
            var skip = (int)(from & 7);
            for (var at = from & ~7; at < to; at += BitsAtOnce)
            {
                var places = Places(BitCursor.Load(start + (at >> 3))) >> skip << skip;
                skip = 0;
                for (; places != 0; places &= places - 1)
                {
                    var bit = at + BitOperations.TrailingZeroCount(places);
                    if (bit >= to)
                        return -1;
                    if (HasCompletePrecode(start, bit) && HasCompleteCodes(start, bit, lengths, precode))
                        return bit;
                }
            }
        }
        return -1;
    }

    /// <summary>The places where a block that is not the last, of type 2, has numbers of codes that exist.</summary>
    private static ulong Places(ulong bits)
    {
        var header = ~bits & ~(bits >> 1) & (bits >> 2);
        var tooManyLengths = (bits >> 4) & (bits >> 5) & (bits >> 6) & (bits >> 7);
        var tooManyDistances = (bits >> 9) & (bits >> 10) & (bits >> 11) & (bits >> 12);
        return header & ~tooManyLengths & ~tooManyDistances & PlacesAtOnce;
    }

    private static unsafe ulong Bits(byte* start, long bit) => BitCursor.Load(start + (bit >> 3)) >> (int)(bit & 7);

    private static unsafe bool HasCompletePrecode(byte* start, long bit)
    {
        var count = (int)(Bits(start, bit + 13) & 15) + 4;
        var lengths = Bits(start, bit + 17) & ((1ul << 3 * count) - 1);
        var share = 0;
        for (; lengths != 0; lengths >>= 3 * LengthsAtOnce)
            share += PrecodeShares[lengths & ((1 << 3 * LengthsAtOnce) - 1)];
        return share == 1 << DecodeEntry.PrecodeBits;
    }

    private static unsafe bool HasCompleteCodes(byte* start, long bit, Span<byte> lengths, Span<uint> precode)
    {
        var header = Bits(start, bit);
        var litLenCount = (int)(header >> 3 & 31) + 257;
        var count = litLenCount + (int)(header >> 8 & 31) + 1;
        var precodeCount = (int)(header >> 13 & 15) + 4;
        Span<byte> precodeLengths = stackalloc byte[19];
        precodeLengths.Clear();
        var bits = Bits(start, bit + 17);
        for (var index = 0; index < precodeCount; index++, bits >>= 3)
            precodeLengths[Inflater.PrecodeOrder[index]] = (byte)(bits & 7);
        return DecodeTable.TryBuild(precodeLengths, DecodeEntry.PrecodePayloads, DecodeEntry.PrecodeBits, precode, allowSparse: false)
            && TryReadLengths(start, bit + 17 + 3 * precodeCount, precode, lengths[..count])
            && lengths[256] != 0
            && IsComplete(lengths[..litLenCount], allowSparse: false)
            && IsComplete(lengths[litLenCount..count], allowSparse: true);
    }

    private static unsafe bool TryReadLengths(byte* start, long bit, ReadOnlySpan<uint> precode, Span<byte> lengths)
    {
        for (var read = 0; read < lengths.Length;)
        {
            var bits = Bits(start, bit);
            var entry = precode[(int)(bits & ((1 << DecodeEntry.PrecodeBits) - 1))];
            var codeBits = (int)(entry & 15);
            var symbol = (int)(entry >> 16);
            bits >>= codeBits;
            bit += codeBits;
            if (symbol < 16)
            {
                lengths[read++] = (byte)symbol;
                continue;
            }
            (var extraBits, var repeat) = symbol switch { 16 => (2, 3), 17 => (3, 3), _ => (7, 11) };
            repeat += (int)(bits & ((1ul << extraBits) - 1));
            bit += extraBits;
            if (repeat > lengths.Length - read || (symbol == 16 && read == 0))
                return false;
            lengths.Slice(read, repeat).Fill(symbol == 16 ? lengths[read - 1] : (byte)0);
            read += repeat;
        }
        return true;
    }

    /// <summary>Whether the codes of these lengths are all there can be; for distances, one code of one bit or none will do.</summary>
    private static bool IsComplete(ReadOnlySpan<byte> lengths, bool allowSparse)
    {
        const int Whole = 1 << 15;
        var share = 0;
        foreach (var length in lengths)
            share += (Whole >> length) & (Whole - 1);
        return share == Whole || (allowSparse && (share == 0 || (share == Whole / 2 && lengths.Contains((byte)1))));
    }

    /// <summary>For each four lengths of 3 bits: how much of the room for codes of 7 bits they take.</summary>
    private static ushort[] MakePrecodeShares()
    {
        var shares = new ushort[1 << 3 * LengthsAtOnce];
        for (var lengths = 0; lengths < shares.Length; lengths++)
        {
            for (var shift = 0; shift < 3 * LengthsAtOnce; shift += 3)
            {
                var length = lengths >> shift & 7;
                if (length != 0)
                    shares[lengths] += (ushort)(1 << (DecodeEntry.PrecodeBits - length));
            }
        }
        return shares;
    }
}
