namespace PSLayers.Compression.Deflate;

/// <content>The symbols of a block, where input is scarce: one at a time, and all or nothing.</content>
internal partial class Inflater<TSymbol>
{
    private const string InvalidLitLen = "A code stands for no literal or length";
    private const string InvalidDistance = "A code stands for no distance";
    private const string TooFarBack = "A match begins before the start of the data";

    /// <summary>What came of an attempt to decode one symbol.</summary>
    private enum Step
    {
        Done,
        NeedsInput,
        EndOfBlock,
        InvalidLitLen,
        InvalidDistance,
        TooFarBack,
    }

    private unsafe InflateStatus? DecodeSymbols(ref BitCursor cursor, ref string? fault)
    {
        while (true)
        {
            if (_written >= _limit)
                return InflateStatus.OutputFull;

            // Held bits of an earlier piece must be used up first: the fast loop gives whole bytes back.
            var step = cursor.Count < 8 && cursor.End - cursor.Next >= FastInputMargin
                ? DecodeFast(ref cursor)
                : DecodeOne(ref cursor);
            switch (step)
            {
                case Step.Done:
                    continue;
                case Step.NeedsInput:
                    return InflateStatus.NeedsInput;
                case Step.EndOfBlock:
                    EndBlock();
                    return null;
                default:
                    fault = step switch
                    {
                        Step.InvalidLitLen => InvalidLitLen,
                        Step.InvalidDistance => InvalidDistance,
                        _ => TooFarBack,
                    };
                    return null;
            }
        }
    }

    /// <summary>Decodes a literal, a whole match or the end of the block; uses no bits when the input ends within it.</summary>
    private Step DecodeOne(ref BitCursor cursor)
    {
        uint entry;
        while (!TryLookUp(_litLen, DecodeEntry.LitLenBits, cursor.Bits, cursor.Count, out entry))
        {
            if (!cursor.TryTakeByte())
                return Step.NeedsInput;
        }
        if ((entry & DecodeEntry.Literal) != 0)
        {
            cursor.Drop((byte)entry);
            _buffer[_written++] = TSymbol.CreateTruncating((byte)(entry >> 16));
            return Step.Done;
        }
        if ((entry & DecodeEntry.Special) != 0)
        {
            if ((entry & DecodeEntry.EndOfBlock) == 0)
                return Step.InvalidLitLen;
            cursor.Drop((byte)entry);
            return Step.EndOfBlock;
        }

        var lengthBits = (byte)entry;
        var length = (int)Value(entry, cursor.Bits);
        while (!TryLookUp(_distance, DecodeEntry.DistanceBits, cursor.Bits >> lengthBits, cursor.Count - lengthBits, out entry))
        {
            if (!cursor.TryTakeByte())
                return Step.NeedsInput;
        }
        if ((entry & DecodeEntry.Special) != 0)
            return Step.InvalidDistance;
        var distance = (int)Value(entry, cursor.Bits >> lengthBits);
        if (distance > _written)
            return Step.TooFarBack;
        cursor.Drop(lengthBits + (byte)entry);
        CopyMatch(distance, length);
        return Step.Done;
    }

    /// <summary>Finds the entry that <paramref name="bits"/> begin with; false when there are too few of them to tell, or to hold its
    /// extra bits.</summary>
    private static bool TryLookUp(uint[] table, int mainBits, ulong bits, int count, out uint entry)
    {
        entry = table[bits & ((1u << mainBits) - 1)];
        if ((entry & DecodeEntry.Link) != 0)
            entry = table[(entry >> 16) + ((bits >> mainBits) & ((1u << (int)((entry >> 8) & 15)) - 1))];
        return (byte)entry <= count;
    }

    /// <summary>The base of a length or distance, plus its extra bits.</summary>
    private static uint Value(uint entry, ulong bits) =>
        (entry >> 16) + (uint)((bits & ((1ul << (byte)entry) - 1)) >> (int)((entry >> 8) & 15));

    private void CopyMatch(int distance, int length)
    {
        var from = _written - distance;
        for (var end = _written + length; _written < end; _written++)
            _buffer[_written] = _buffer[from++];
    }
}
