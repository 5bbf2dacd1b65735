namespace PSLayers.Compression.Deflate;

/// <content>The head of a block that brings its own codes.</content>
internal partial class Inflater<TSymbol>
{
    private readonly uint[] _precode = new uint[1 << DecodeEntry.PrecodeBits];
    private int _litLenSymbols;
    private int _distanceSymbols;
    private int _precodeSymbols;
    private int _lengthsRead;

    internal static ReadOnlySpan<byte> PrecodeOrder => [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private InflateStatus? ReadTableSizes(ref BitCursor cursor, ref string? fault)
    {
        if (!cursor.TryFill(14))
            return InflateStatus.NeedsInput;
        _litLenSymbols = (int)cursor.Take(5) + 257;
        _distanceSymbols = (int)cursor.Take(5) + 1;
        _precodeSymbols = (int)cursor.Take(4) + 4;
        if (_litLenSymbols > 286 || _distanceSymbols > 30)
        {
            fault = "A block declares more length or distance codes than exist";
            return null;
        }
        _lengths.AsSpan(0, PrecodeOrder.Length).Clear();
        _lengthsRead = 0;
        _state = State.PrecodeLengths;
        return null;
    }

    private InflateStatus? ReadPrecodeLengths(ref BitCursor cursor, ref string? fault)
    {
        while (_lengthsRead < _precodeSymbols)
        {
            if (!cursor.TryFill(3))
                return InflateStatus.NeedsInput;
            _lengths[PrecodeOrder[_lengthsRead++]] = (byte)cursor.Take(3);
        }
        var lengths = _lengths.AsSpan(0, PrecodeOrder.Length);
        if (!DecodeTable.TryBuild(lengths, DecodeEntry.PrecodePayloads, DecodeEntry.PrecodeBits, _precode, allowSparse: false))
        {
            fault = "The code for code lengths is over-subscribed or incomplete";
            return null;
        }
        _lengthsRead = 0;
        _state = State.CodeLengths;
        return null;
    }

    private InflateStatus? ReadCodeLengths(ref BitCursor cursor, ref string? fault)
    {
        var lengths = _lengths.AsSpan(0, _litLenSymbols + _distanceSymbols);
        var read = _lengthsRead;
        while (read < lengths.Length)
        {
            if (!TryReadLengthSymbol(ref cursor, out var symbol, out var repeat))
            {
                _lengthsRead = read;
                return InflateStatus.NeedsInput;
            }
            if (symbol < 16)
            {
                lengths[read++] = (byte)symbol;
                continue;
            }
            if (symbol == 16 && read == 0)
            {
                fault = "The first code length repeats a length before it";
                return null;
            }
            if (repeat > lengths.Length - read)
            {
                fault = "A code length repeats beyond the last code";
                return null;
            }
            lengths.Slice(read, repeat).Fill(symbol == 16 ? lengths[read - 1] : (byte)0);
            read += repeat;
        }
        cursor.GiveBack();
        fault = BuildTables(lengths);
        _state = State.Symbols;
        return null;
    }

    /// <summary>Reads one symbol with its extra bits; takes nothing when the input ends within it.</summary>
    private bool TryReadLengthSymbol(ref BitCursor cursor, out uint symbol, out int repeat)
    {
        if (cursor.Count < 14)
            cursor.TryTakeMany();
        while (true)
        {
            var entry = _precode[cursor.Bits & ((1 << DecodeEntry.PrecodeBits) - 1)];
            symbol = entry >> 16;
            var codeBits = (int)(entry & 15);
            var extraBits = symbol switch { < 16 => 0, 16 => 2, 17 => 3, _ => 7 };
            if (codeBits + extraBits <= cursor.Count)
            {
                cursor.Drop(codeBits);
                repeat = (symbol == 18 ? 11 : 3) + (int)cursor.Take(extraBits);
                return true;
            }
            if (!cursor.TryTakeByte())
            {
                repeat = 0;
                return false;
            }
        }
    }

    private string? BuildTables(ReadOnlySpan<byte> lengths)
    {
        var litLen = lengths[.._litLenSymbols];
        if (litLen[256] == 0)
            return "A block has no code for its end";
        if (!DecodeTable.TryBuild(litLen, DecodeEntry.LitLenPayloads, DecodeEntry.LitLenBits, _ownLitLen, allowSparse: true))
            return "The code for literals and lengths is over-subscribed or incomplete";
        if (!DecodeTable.TryBuild(
            lengths[_litLenSymbols..], DecodeEntry.DistancePayloads, DecodeEntry.DistanceBits, _ownDistance, allowSparse: true))
            return "The code for distances is over-subscribed or incomplete";
        _litLen = _ownLitLen;
        _distance = _ownDistance;
        return null;
    }
}
