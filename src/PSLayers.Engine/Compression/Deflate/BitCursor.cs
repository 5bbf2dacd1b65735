using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PSLayers.Compression.Deflate;

/// <summary>Takes bits, lowest first, from a piece of input.</summary>
/// <remarks>
/// Bytes are taken singly, and only when they are needed, or eight at a time where eight are there. In the second case those that
/// were not needed go back with <see cref="GiveBack"/>. They always come from the present piece: a decoder asks for more only when the
/// bits left from earlier pieces do not suffice for its next step, and that step uses all of them.
/// </remarks>
internal unsafe ref struct BitCursor
{
    /// <summary>The next byte of input.</summary>
    public byte* Next;

    /// <summary>The end of this piece of input.</summary>
    public byte* End;

    /// <summary>Bits taken from the input and not yet used, the next one lowest.</summary>
    public ulong Bits;

    /// <summary>How many of <see cref="Bits"/> count. Bits above may be set, to what will follow anyway.</summary>
    public int Count;

    /// <summary>Reads eight bytes as a little-endian number, at any address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Load(byte* source)
    {
        var value = Unsafe.ReadUnaligned<ulong>(source);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    /// <summary>Makes sure of <paramref name="needed"/> bits (at most 56); false when the input ends before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFill(int needed) => Count >= needed || TryRefill(needed);

    /// <summary>Takes one byte, if there is one.</summary>
    public bool TryTakeByte()
    {
        if (Next == End)
            return false;
        Bits = Bits & ((1ul << Count) - 1) | (ulong)*Next++ << Count;
        Count += 8;
        return true;
    }

    /// <summary>The next <paramref name="count"/> bits, which must be there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint Take(int count)
    {
        var value = (uint)(Bits & ((1ul << count) - 1));
        Drop(count);
        return value;
    }

    /// <summary>Skips bits that are there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Drop(int count)
    {
        Bits >>= count;
        Count -= count;
    }

    /// <summary>Returns whole unused bytes to the input, so that fewer than eight bits stay.</summary>
    public void GiveBack()
    {
        Next -= Count >> 3;
        Count &= 7;
        Bits &= (1ul << Count) - 1;
    }

    /// <summary>Takes as many bytes as fit, at least 56 bits; nothing when fewer than eight bytes are left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryTakeMany()
    {
        if (End - Next < sizeof(ulong))
            return false;
        Bits |= Load(Next) << Count;
        Next += (63 - Count) >> 3;
        Count |= 56;
        return true;
    }

    private bool TryRefill(int needed)
    {
        if (TryTakeMany())
            return true;
        while (Count < needed)
        {
            if (!TryTakeByte())
                return false;
        }
        return true;
    }
}
