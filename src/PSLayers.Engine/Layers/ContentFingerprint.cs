using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace PSLayers.Layers;

/// <summary>A keyed universal hash that tells in this process whether two contents are equal, several times as fast as SHA-256.</summary>
/// <remarks>
/// The key is drawn at random when the process starts, after every archive was made, and no value ever leaves the process: it is not shown, and
/// not written to the cache on disk. So no two contents can be prepared to collide, and the bound holds for any two that differ (Carter and
/// Wegman, "Universal classes of hash functions", 1979): NH with four Toeplitz shifts (Black, Halevi, Krawczyk, Krovetz and Rogaway, "UMAC",
/// 1999; RFC 4418) maps a block of 8 KiB to 256 bits, and two blocks to the same ones with probability 2^-128; the blocks' values and
/// the length are the coefficients of a polynomial over the integers modulo 2^127-1, evaluated at a secret point. In all at most
/// 2^-128 + (4 n + 1) / 2^127 for n blocks: under 2^-108 for contents of 1 GiB.
/// </remarks>
internal sealed class ContentFingerprint
{
    private const int BlockSize = 8 << 10;
    private const int Stripe = 32;
    private const int Shifts = 4;

    // What NH needs for a block, and a stripe more for each further shift.
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(BlockSize + (Shifts - 1) * Stripe);
    private static readonly UInt128 Prime = (UInt128.One << 127) - 1;
    private static readonly UInt128 Point = MemoryMarshal.Read<UInt128>(RandomNumberGenerator.GetBytes(16)) & Prime;

    private readonly byte[] _rest = new byte[Stripe];
    private readonly ulong[] _sums = new ulong[Shifts];
    private UInt128 _value = UInt128.One;
    private long _length;
    private int _inBlock;
    private int _restLength;

    /// <summary>Adds the next bytes of a content.</summary>
    public void Append(ReadOnlySpan<byte> data)
    {
        _length += data.Length;
        if (_restLength > 0)
        {
            int taken = Math.Min(data.Length, Stripe - _restLength);
            data[..taken].CopyTo(_rest.AsSpan(_restLength));
            _restLength += taken;
            data = data[taken..];
            if (_restLength < Stripe)
                return;
            AddStripes(_rest);
            _restLength = 0;
        }
        int whole = data.Length & -Stripe;
        AddStripes(data[..whole]);
        data[whole..].CopyTo(_rest);
        _restLength = data.Length - whole;
    }

    /// <summary>The value of the content that was added, never 0; afterwards the next content may begin.</summary>
    public UInt128 Finish()
    {
        if (_restLength > 0)
        {
            _rest.AsSpan(_restLength).Clear();
            AddStripes(_rest);
        }
        if (_inBlock > 0)
            EndBlock();
        UInt128 value = MultiplyAdd(_value, (ulong)_length);
        // A polynomial that begins with 1 is not 0 at a secret point but by the chance that any two collide by.
        Forget();
        return value == Prime || value == 0 ? Prime : value;
    }

    /// <summary>Drops what was added, for a content that broke off.</summary>
    public void Forget() => (_value, _length, _inBlock, _restLength) = (UInt128.One, 0, 0, 0);

    /// <summary>NH of some stripes without special instructions: what <see cref="AddFast"/> must give too.</summary>
    /// <param name="data">The stripes.</param>
    /// <param name="at">Where they are in their block.</param>
    /// <param name="sums">What the values are added to.</param>
    internal static void AddPlain(ReadOnlySpan<byte> data, int at, Span<ulong> sums)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<byte, uint>(data);
        for (int shift = 0; shift < Shifts; shift++)
        {
            ReadOnlySpan<uint> key = MemoryMarshal.Cast<byte, uint>(Key.AsSpan(at + shift * Stripe, data.Length));
            ulong sum = 0;
            for (int i = 0; i + 1 < words.Length && i + 1 < key.Length; i += 2)
                sum += (ulong)(words[i] + key[i]) * (words[i + 1] + key[i + 1]);
            sums[shift] += sum;
        }
    }

    /// <summary>The same with instructions for 32 bytes at once, where the processor has them.</summary>
    internal static void AddFast(ReadOnlySpan<byte> data, int at, Span<ulong> sums)
    {
        ref byte bytes = ref MemoryMarshal.GetReference(data);
        ref byte key = ref Key[at];
        Vector256<ulong> first = default, second = default, third = default, fourth = default;
        Vector256<uint> key0 = Vector256.LoadUnsafe(ref key).AsUInt32();
        Vector256<uint> key1 = Vector256.LoadUnsafe(ref key, Stripe).AsUInt32();
        Vector256<uint> key2 = Vector256.LoadUnsafe(ref key, 2 * Stripe).AsUInt32();
        for (nuint i = 0; i < (nuint)data.Length; i += Stripe)
        {
            Vector256<uint> key3 = Vector256.LoadUnsafe(ref key, i + 3 * Stripe).AsUInt32();
            Vector256<uint> words = Vector256.LoadUnsafe(ref bytes, i).AsUInt32();
            first += Products(words + key0);
            second += Products(words + key1);
            third += Products(words + key2);
            fourth += Products(words + key3);
            (key0, key1, key2) = (key1, key2, key3);
        }
        sums[0] += Vector256.Sum(first);
        sums[1] += Vector256.Sum(second);
        sums[2] += Vector256.Sum(third);
        sums[3] += Vector256.Sum(fourth);
    }

    // Each even word with the odd one behind it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> Products(Vector256<uint> words) => Avx2.Multiply(words, (words.AsUInt64() >>> 32).AsUInt32());

    private void AddStripes(ReadOnlySpan<byte> stripes)
    {
        while (!stripes.IsEmpty)
        {
            ReadOnlySpan<byte> part = stripes[..Math.Min(stripes.Length, BlockSize - _inBlock)];
            if (_inBlock == 0)
                Array.Clear(_sums);
            if (Avx2.IsSupported)
                AddFast(part, _inBlock, _sums);
            else
                AddPlain(part, _inBlock, _sums);
            stripes = stripes[part.Length..];
            _inBlock += part.Length;
            if (_inBlock == BlockSize)
                EndBlock();
        }
    }

    private void EndBlock()
    {
        UInt128 value = _value;
        foreach (ulong sum in _sums)
            value = MultiplyAdd(value, sum);
        (_value, _inBlock) = (value, 0);
    }

    // value * Point + next modulo 2^127-1, where 2^128 is 2; the result may be the prime itself, which stands for 0.
    private static UInt128 MultiplyAdd(UInt128 value, ulong next)
    {
        (ulong low, ulong high) = ((ulong)value, (ulong)(value >> 64));
        (ulong pointLow, ulong pointHigh) = ((ulong)Point, (ulong)(Point >> 64));
        UInt128 lower = Product(low, pointLow);
        UInt128 middle = Product(low, pointHigh) + Product(high, pointLow);
        UInt128 upper = Product(high, pointHigh) + (middle >> 64);
        UInt128 sum = lower + (middle << 64);
        if (sum < lower)
            upper++;
        return Reduce(Reduce(Reduce(sum) + (upper << 1)) + next);
    }

    private static UInt128 Product(ulong one, ulong other)
    {
        ulong high = Math.BigMul(one, other, out ulong low);
        return new UInt128(high, low);
    }

    private static UInt128 Reduce(UInt128 value) => (value & Prime) + (value >> 127);
}
