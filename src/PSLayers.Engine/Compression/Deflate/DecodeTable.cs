using System.Numerics;

namespace PSLayers.Compression.Deflate;

/// <summary>Turns the code lengths of a canonical prefix code into a lookup table in two levels.</summary>
internal static class DecodeTable
{
    private const int MaxLength = 15;

    /// <summary>Fills <paramref name="table"/>; false when the lengths are no usable code.</summary>
    /// <param name="lengths">The code length of each symbol, 0 to 15, 0 for a symbol without a code.</param>
    /// <param name="payloads">The entry of each symbol without its code length.</param>
    /// <param name="mainBits">Bits that index the main table; longer codes go to subtables behind it.</param>
    /// <param name="table">Where the entries go.</param>
    /// <param name="allowSparse">Whether no code at all, or one code of one bit, passes although it is incomplete. The codes that
    /// are left over then decode to <see cref="DecodeEntry.Invalid"/>.</param>
    public static bool TryBuild(
        ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> payloads, int mainBits, Span<uint> table, bool allowSparse)
    {
        Span<int> counts = stackalloc int[MaxLength + 1];
        counts.Clear();
        foreach (var length in lengths)
            counts[length]++;

        var used = lengths.Length - counts[0];
        counts[0] = 0;
        var free = 1;
        for (var length = 1; length <= MaxLength; length++)
        {
            free = (free << 1) - counts[length];
            if (free < 0)
                return false;
        }
        if (free > 0)
        {
            if (!allowSparse || used != counts[1])
                return false;
            FillSparse(lengths, payloads, table[..(1 << mainBits)]);
            return true;
        }

        Span<ushort> sorted = stackalloc ushort[288];
        Sort(lengths, counts, sorted);
        Fill(sorted[..used], counts, payloads, mainBits, table);
        return true;
    }

    private static void FillSparse(ReadOnlySpan<byte> lengths, ReadOnlySpan<uint> payloads, Span<uint> main)
    {
        main.Fill(DecodeEntry.Special | DecodeEntry.Invalid | DecodeEntry.LengthUnit);
        var symbol = lengths.IndexOf((byte)1);
        if (symbol < 0)
            return;
        for (var index = 0; index < main.Length; index += 2)
            main[index] = payloads[symbol] + DecodeEntry.LengthUnit;
    }

    private static void Sort(ReadOnlySpan<byte> lengths, ReadOnlySpan<int> counts, Span<ushort> sorted)
    {
        Span<int> starts = stackalloc int[MaxLength + 2];
        starts[0] = starts[1] = 0;
        for (var length = 1; length <= MaxLength; length++)
            starts[length + 1] = starts[length] + counts[length];
        for (var symbol = 0; symbol < lengths.Length; symbol++)
        {
            var length = lengths[symbol];
            if (length != 0)
                sorted[starts[length]++] = (ushort)symbol;
        }
    }

    /// <summary>Walks the codes in order, shortest first.</summary>
    /// <remarks>Codes arrive with their first bit lowest, so they are kept bit-reversed. A table for codes of n bits, twice over, is
    /// the table for n + 1 bits: the main table grows by doubling, and each code is written once.</remarks>
    private static void Fill(
        ReadOnlySpan<ushort> sorted, Span<int> counts, ReadOnlySpan<uint> payloads, int mainBits, Span<uint> table)
    {
        uint code = 0;
        var next = 0;
        var size = 1;
        for (var length = 1; length <= mainBits; length++)
        {
            table[..size].CopyTo(table[size..]);
            size <<= 1;
            for (var left = counts[length]; left > 0; left--)
            {
                table[(int)code] = payloads[sorted[next++]] + (uint)length * DecodeEntry.LengthUnit;
                code = Successor(code, length);
            }
        }
        if (next < sorted.Length)
            FillSubtables(sorted[next..], counts, code, payloads, mainBits, table);
    }

    private static void FillSubtables(
        ReadOnlySpan<ushort> sorted, Span<int> counts, uint code, ReadOnlySpan<uint> payloads, int mainBits, Span<uint> table)
    {
        var mainMask = (1u << mainBits) - 1;
        var prefix = uint.MaxValue;
        var start = 0;
        var end = 1 << mainBits;
        var length = mainBits + 1;
        foreach (var symbol in sorted)
        {
            while (counts[length] == 0)
                length++;
            if ((code & mainMask) != prefix)
            {
                prefix = code & mainMask;
                start = end;
                var bits = SubtableBits(counts, length, mainBits);
                end = start + (1 << bits);
                table[(int)prefix] = DecodeEntry.Special | DecodeEntry.Link | (uint)start << 16 | (uint)bits << 8 | (uint)mainBits;
            }
            var entry = payloads[symbol] + (uint)length * DecodeEntry.LengthUnit;
            for (var index = start + (int)(code >> mainBits); index < end; index += 1 << (length - mainBits))
                table[index] = entry;
            counts[length]--;
            code = Successor(code, length);
        }
    }

    /// <summary>The depth of the subtree that begins with the next code: how long codes get before its room is used up.</summary>
    private static int SubtableBits(ReadOnlySpan<int> counts, int length, int mainBits)
    {
        var bits = length - mainBits;
        var codes = counts[length];
        while (codes < 1 << bits)
        {
            bits++;
            codes = (codes << 1) + counts[mainBits + bits];
        }
        return bits;
    }

    /// <summary>Adds one to a bit-reversed code of <paramref name="length"/> bits; all ones stay as they are, being the last.</summary>
    private static uint Successor(uint code, int length)
    {
        var zeros = code ^ ((1u << length) - 1);
        if (zeros == 0)
            return code;
        var highest = 1u << BitOperations.Log2(zeros);
        return code & (highest - 1) | highest;
    }
}
