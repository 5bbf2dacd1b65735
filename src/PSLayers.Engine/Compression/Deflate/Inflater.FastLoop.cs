using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PSLayers.Compression.Deflate;

/// <content>The symbols of a block, where input and output are ample: no checks but one a round.</content>
internal partial class Inflater<TSymbol>
{
    /// <summary>Input bytes that must be there at the start of a round.</summary>
    /// <remarks>From one check to the next there are at most three refills; each reads 8 bytes and moves by 7 or less: 7 + 7 + 8.</remarks>
    private const int FastInputMargin = 32;

    /// <summary>Decodes until the block ends, or input or output get scarce.</summary>
    /// <remarks>
    /// <para>A round begins with at least 56 bits and the entry of the next symbol at hand. It takes up to four literals (11 bits
    /// each from the main table), or up to three and a match. Only the low byte of the bit count is kept exact: entries are subtracted
    /// whole, their low byte being the number of bits. Shifts use only the low six bits of their count anyway.</para>
    /// <para>Bounds: input is read below <c>inputLimit</c> + 32, which is the end. Output begins a round below the limit; a round
    /// writes 4 literals or 3 and a match of at most 258, and the copy oversteps by less than 32: less than the margin of
    /// 512. Matches read from the start of the buffer on, as the distance is checked, and wide reads end where wide writes end or before.
    /// Table indices come from masks of the table's own size; subtables lie within the table, as bounds-checked code filled them.</para>
    /// <para>The rare ways stand behind the common one and jump back into it, so that the common way has few taken branches. The method
    /// is optimized at once: the first layer of a short-lived process should not wait for the tiers.</para>
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe Step DecodeFast(ref BitCursor cursor)
    {
        const uint LitLenMask = (1u << DecodeEntry.LitLenBits) - 1;
        const uint DistanceMask = (1u << DecodeEntry.DistanceBits) - 1;

        fixed (TSymbol* start = _buffer)
        fixed (uint* litLenPinned = _litLen, distancePinned = _distance)
        fixed (byte* repetitions = NearCopy.Repetitions)
        {
            var litLen = litLenPinned;
            var distances = distancePinned;
            var buffer = (byte*)start;
            var output = (byte*)(start + _written);
            var outputLimit = (byte*)(start + _limit);
            var input = cursor.Next;
            var inputLimit = cursor.End - FastInputMargin;
            var bits = cursor.Bits;
            var count = (uint)cursor.Count;
            Step result;

        Refill:
            bits |= BitCursor.Load(input) << (int)count;
            input += 7 - ((count >> 3) & 7);
            count |= 56;
            var entry = litLen[bits & LitLenMask];

        Round:
            if ((int)entry < 0)
            {
                bits >>= (int)entry;
                count -= entry;
                Put(output, entry);
                output += sizeof(TSymbol);
                entry = litLen[bits & LitLenMask];
                if ((int)entry < 0)
                {
                    bits >>= (int)entry;
                    count -= entry;
                    Put(output, entry);
                    output += sizeof(TSymbol);
                    entry = litLen[bits & LitLenMask];
                    if ((int)entry < 0)
                    {
                        bits >>= (int)entry;
                        count -= entry;
                        Put(output, entry);
                        output += sizeof(TSymbol);
                        entry = litLen[bits & LitLenMask];
                        if ((int)entry < 0)
                            goto LastLiteral;
                    }
                }
            }

            // At least 56 - 3 * 11 = 23 bits; a length takes 20, a subtable's literal 15.
            if ((entry & DecodeEntry.Special) != 0)
                goto SpecialLitLen;

        Length:
            var length = (entry >> 16) + (uint)(LowBits(bits, entry) >> (int)(entry >> 8));
            bits >>= (int)entry;
            count -= entry;
            if ((byte)count < 28)
                goto RefillForDistance;

        Distance:
            entry = distances[bits & DistanceMask];
            if ((entry & DecodeEntry.Special) != 0)
                goto SpecialDistance;

        Match:
            var distance = (entry >> 16) + (uint)(LowBits(bits, entry) >> (int)(entry >> 8));
            bits >>= (int)entry;
            count -= entry;
            distance *= (uint)sizeof(TSymbol);
            if (distance > (ulong)(output - buffer))
            {
                result = Step.TooFarBack;
                goto Stop;
            }

            // The next entry is on its way while the match is copied.
            bits |= BitCursor.Load(input) << (int)count;
            input += 7 - ((count >> 3) & 7);
            count |= 56;
            entry = litLen[bits & LitLenMask];

            length *= (uint)sizeof(TSymbol);
            var end = output + length;
            var from = output - distance;
            if (distance < 16)
                goto NearCopy;
            Vector128.Load(from).Store(output);
            Vector128.Load(from + 16).Store(output + 16);
            if (length > 32)
                goto LongCopy;

        Copied:
            output = end;
            if (input <= inputLimit && output < outputLimit)
                goto Round;
            result = Step.Done;
            goto Stop;

        LastLiteral:
            bits >>= (int)entry;
            count -= entry;
            Put(output, entry);
            output += sizeof(TSymbol);
            if (input <= inputLimit && output < outputLimit)
                goto Refill;
            result = Step.Done;
            goto Stop;

        LongCopy:
            do
            {
                from += 32;
                output += 32;
                Vector128.Load(from).Store(output);
                Vector128.Load(from + 16).Store(output + 16);
            }
            while (output + 32 < end);
            goto Copied;

        NearCopy:
            NearCopy.Copy(output, end, distance, repetitions);
            goto Copied;

        RefillForDistance:
            bits |= BitCursor.Load(input) << (int)count;
            input += 7 - ((count >> 3) & 7);
            count |= 56;
            goto Distance;

        SpecialLitLen:
            if ((entry & DecodeEntry.Link) != 0)
            {
                entry = litLen[(entry >> 16) + LowBits(bits >> DecodeEntry.LitLenBits, (entry >> 8) & 15)];
                if ((int)entry < 0)
                    goto LastLiteral;
                if ((entry & DecodeEntry.Special) == 0)
                    goto Length;
            }
            result = Step.InvalidLitLen;
            if ((entry & DecodeEntry.EndOfBlock) != 0)
            {
                bits >>= (int)entry;
                count -= entry;
                result = Step.EndOfBlock;
            }
            goto Stop;

        SpecialDistance:
            if ((entry & DecodeEntry.Link) != 0)
            {
                entry = distances[(entry >> 16) + LowBits(bits >> DecodeEntry.DistanceBits, (entry >> 8) & 15)];
                if ((entry & DecodeEntry.Special) == 0)
                    goto Match;
            }
            result = Step.InvalidDistance;

        Stop:
            cursor.Next = input;
            cursor.Bits = bits;
            cursor.Count = (int)(count & 63);
            cursor.GiveBack();
            _written = (int)((TSymbol*)output - start);
            return result;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void Put(byte* output, uint literal)
    {
        if (typeof(TSymbol) == typeof(byte))
            *output = (byte)(literal >> 16);
        else
            *(ushort*)output = (byte)(literal >> 16);
    }

    /// <summary>The low <paramref name="count"/> bits, of which only the low byte counts, and must be below 64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong LowBits(ulong bits, uint count) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.ZeroHighBits(bits, count) : bits & ((1ul << (int)count) - 1);
}
