using System.Runtime.InteropServices;

namespace PSLayers.Compression.Deflate;

/// <content>Block headers, and blocks that are stored as they are. Methods give null to go on with the state that they set.</content>
internal partial class Inflater<TSymbol>
{
    private int _skipBits;
    private int _storedLeft;

    private InflateStatus? SkipBits(ref BitCursor cursor)
    {
        if (!cursor.TryFill(_skipBits))
            return InflateStatus.NeedsInput;
        cursor.Drop(_skipBits);
        cursor.GiveBack();
        _state = State.BlockHeader;
        return null;
    }

    private InflateStatus? ReadBlockHeader(ref BitCursor cursor, ref string? fault)
    {
        if (OutputOffset >= PauseAt || NextBit(cursor) >= PauseAtBit)
            return InflateStatus.BlockBoundary;
        if (!cursor.TryFill(3))
            return InflateStatus.NeedsInput;
        _isLastBlock = cursor.Take(1) != 0;
        var kind = cursor.Take(2);
        cursor.GiveBack();
        switch (kind)
        {
            case 0:
                cursor.Drop(cursor.Count);
                _state = State.StoredHeader;
                break;
            case 1:
                _litLen = FixedTables.LitLen;
                _distance = FixedTables.Distance;
                _state = State.Symbols;
                break;
            case 2:
                _state = State.TableSizes;
                break;
            default:
                fault = "A block has type 3, which does not exist";
                break;
        }
        return null;
    }

    private InflateStatus? ReadStoredHeader(ref BitCursor cursor, ref string? fault)
    {
        if (!cursor.TryFill(32))
            return InflateStatus.NeedsInput;
        var length = cursor.Take(16);
        var complement = cursor.Take(16);
        cursor.GiveBack();
        if ((length ^ 0xFFFF) != complement)
        {
            fault = "The length of a stored block and its complement do not agree";
            return null;
        }
        _storedLeft = (int)length;
        _state = State.StoredData;
        return null;
    }

    private unsafe InflateStatus? CopyStored(ref BitCursor cursor)
    {
        // The last match of the block before may have gone beyond the limit.
        var length = (int)Math.Max(0, Math.Min(_storedLeft, Math.Min(cursor.End - cursor.Next, _limit - _written)));
        Widen(new ReadOnlySpan<byte>(cursor.Next, length), _buffer.AsSpan(_written));
        cursor.Next += length;
        _written += length;
        _storedLeft -= length;
        if (_storedLeft == 0)
            EndBlock();
        else if (_written >= _limit)
            return InflateStatus.OutputFull;
        else
            return InflateStatus.NeedsInput;
        return null;
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<TSymbol> symbols)
    {
        if (typeof(TSymbol) == typeof(byte))
        {
            bytes.CopyTo(MemoryMarshal.AsBytes(symbols));
            return;
        }
        for (var index = 0; index < bytes.Length; index++)
            symbols[index] = TSymbol.CreateTruncating(bytes[index]);
    }

    private void EndBlock() => _state = _isLastBlock ? State.Finished : State.BlockHeader;
}
