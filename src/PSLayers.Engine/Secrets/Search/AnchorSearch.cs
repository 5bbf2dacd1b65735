using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace PSLayers.Secrets.Search;

/// <summary>Finds where in bytes one of some words of four bytes stands, many bytes at once.</summary>
/// <remarks>
/// The words are put into eight groups. For each of a word's four bytes there are two tables, by its lower and by its upper half, of the groups
/// that have such a byte there; a place is looked at closely where all eight tables agree on some group (the filter called Teddy, from Hyperscan).
/// </remarks>
internal sealed class AnchorSearch
{
    /// <summary>Bytes of a word.</summary>
    public const int Width = 4;

    private const int Groups = 8;
    private const int SlotBits = 13;
    private const int HalfValues = 16;

    private readonly byte[] _halves = new byte[Width * 2 * HalfValues];
    private readonly uint[] _slots = new uint[1 << SlotBits];
    private readonly ushort[] _owners = new ushort[1 << SlotBits];
    private readonly List<int[]> _lists = [[]];

    /// <summary>Prepares a search.</summary>
    /// <param name="words">The words, each with the number of what is searched for by it. Several may share a word.</param>
    public AnchorSearch(IEnumerable<(uint Word, int Owner)> words)
    {
        var groups = new List<(uint Word, int[] Owners)>();
        foreach (IGrouping<uint, int> word in words.GroupBy(word => word.Word, word => word.Owner))
        {
            groups.Add((word.Key, [.. word.Distinct()]));
            uint slot = SlotOf(word.Key);
            while (_owners[slot] != 0)
                slot = (slot + 1) & ((1 << SlotBits) - 1);
            (_slots[slot], _owners[slot]) = (word.Key, (ushort)_lists.Count);
            _lists.Add([.. word.Distinct()]);
        }
        foreach ((uint word, int group) in Grouped([.. groups.Select(word => word.Word)]))
        {
            for (int i = 0; i < Width; i++)
            {
                byte value = (byte)(word >> (8 * i));
                _halves[(2 * i * HalfValues) + (value & 15)] |= (byte)(1 << group);
                _halves[(((2 * i) + 1) * HalfValues) + (value >> 4)] |= (byte)(1 << group);
            }
        }
    }

    /// <summary>The first four bytes of something as a word.</summary>
    public static uint WordOf(ReadOnlySpan<byte> bytes) => MemoryMarshal.Read<uint>(bytes);

    /// <summary>What is searched for by the word at a place.</summary>
    public int[] At(ReadOnlySpan<byte> text, int at) => _lists[OwnersOf(WordOf(text[at..]))];

    /// <summary>The next place where a word stands.</summary>
    /// <param name="text">The bytes.</param>
    /// <param name="from">Where to begin.</param>
    /// <param name="end">Where to end: a word may go on behind it.</param>
    /// <returns>The place; -1 for none.</returns>
    public int Find(ReadOnlySpan<byte> text, int from, int end)
    {
        end = Math.Min(end, text.Length - Width + 1);
        ref byte start = ref MemoryMarshal.GetReference(text);
        ref byte halves = ref MemoryMarshal.GetArrayDataReference(_halves);
        if (Avx2.IsSupported && end - from >= Vector256<byte>.Count)
        {
            Vector256<byte> low0 = Twice(ref halves, 0), high0 = Twice(ref halves, 1), low1 = Twice(ref halves, 2), high1 = Twice(ref halves, 3);
            Vector256<byte> low2 = Twice(ref halves, 4), high2 = Twice(ref halves, 5), low3 = Twice(ref halves, 6), high3 = Twice(ref halves, 7);
            Vector256<byte> half = Vector256.Create((byte)15);
            for (; from <= end - Vector256<byte>.Count; from += Vector256<byte>.Count)
            {
                // The last of the four reads ends where the text may have three bytes more than are looked at: the words' own bytes.
                Vector256<byte> found = Groups256(ref start, from, low0, high0, half) & Groups256(ref start, from + 1, low1, high1, half)
                    & Groups256(ref start, from + 2, low2, high2, half) & Groups256(ref start, from + 3, low3, high3, half);
                if (found == Vector256<byte>.Zero)
                    continue;
                for (uint places = ~Vector256.Equals(found, Vector256<byte>.Zero).ExtractMostSignificantBits(); places != 0; places &= places - 1)
                {
                    int at = from + BitOperations.TrailingZeroCount(places);
                    if (OwnersOf(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at))) != 0)
                        return at;
                }
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            for (; from <= end - Vector128<byte>.Count; from += Vector128<byte>.Count)
            {
                Vector128<byte> found = Vector128<byte>.AllBitsSet;
                for (int i = 0; i < Width; i++)
                    found &= Groups128(ref start, from + i, Vector128.LoadUnsafe(ref halves, (nuint)(2 * i * HalfValues)), Vector128.LoadUnsafe(ref halves, (nuint)(((2 * i) + 1) * HalfValues)));
                for (uint places = ~Vector128.Equals(found, Vector128<byte>.Zero).ExtractMostSignificantBits() & 0xFFFF; places != 0; places &= places - 1)
                {
                    int at = from + BitOperations.TrailingZeroCount(places);
                    if (OwnersOf(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at))) != 0)
                        return at;
                }
            }
        }
        for (; from < end; from++)
        {
            if (OwnersOf(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, from))) != 0)
                return from;
        }
        return -1;
    }

    // Each word goes to the group whose tables it widens least.
    private static IEnumerable<(uint Word, int Group)> Grouped(uint[] words)
    {
        var low = new ushort[Groups, Width];
        var high = new ushort[Groups, Width];
        foreach (uint word in words.Order())
        {
            int best = Enumerable.Range(0, Groups).MinBy(group => Cost(group, word) - Cost(group, null));
            for (int i = 0; i < Width; i++)
            {
                low[best, i] |= (ushort)(1 << (int)((word >> (8 * i)) & 15));
                high[best, i] |= (ushort)(1 << (int)((word >> (8 * i + 4)) & 15));
            }
            yield return (word, best);
        }

        long Cost(int group, uint? word)
        {
            long cost = 1;
            for (int i = 0; i < Width; i++)
            {
                int added = word is { } more ? 1 << (int)((more >> (8 * i)) & 15) : 0;
                int addedHigh = word is { } further ? 1 << (int)((further >> (8 * i + 4)) & 15) : 0;
                cost *= BitOperations.PopCount((uint)(low[group, i] | added)) * BitOperations.PopCount((uint)(high[group, i] | addedHigh));
            }
            return cost;
        }
    }

    private static uint SlotOf(uint word) => (word * 0x9E3779B1) >> (32 - SlotBits);

    private static Vector256<byte> Twice(ref byte halves, int table)
    {
        Vector128<byte> one = Vector128.LoadUnsafe(ref halves, (nuint)(table * HalfValues));
        return Vector256.Create(one, one);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Groups256(ref byte start, int at, Vector256<byte> low, Vector256<byte> high, Vector256<byte> half)
    {
        Vector256<byte> bytes = Vector256.LoadUnsafe(ref start, (nuint)at);
        return Avx2.Shuffle(low, bytes & half) & Avx2.Shuffle(high, (bytes.AsUInt16() >>> 4).AsByte() & half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Groups128(ref byte start, int at, Vector128<byte> low, Vector128<byte> high)
    {
        Vector128<byte> bytes = Vector128.LoadUnsafe(ref start, (nuint)at);
        return Vector128.ShuffleNative(low, bytes & Vector128.Create((byte)15)) & Vector128.ShuffleNative(high, bytes >>> 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int OwnersOf(uint word)
    {
        uint slot = SlotOf(word);
        while (true)
        {
            int owners = _owners[slot];
            if (owners == 0 || _slots[slot] == word)
                return owners;
            slot = (slot + 1) & ((1 << SlotBits) - 1);
        }
    }
}
