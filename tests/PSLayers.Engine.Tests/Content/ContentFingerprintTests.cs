using System.Runtime.Intrinsics.X86;
using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Layers;

namespace PSLayers.Engine.Tests.Content;

/// <summary>What contents are told apart by.</summary>
public sealed class ContentFingerprintTests
{
    private static readonly byte[] Noise = HostileInput.Noise(40_000, 11);

    [Fact]
    public void It_does_not_matter_in_which_pieces_a_content_comes() => Gen.Select(Gen.Int[0, 40_000], Gen.Int[1, 9_000].Array[1, 20]).Sample((length, pieces) =>
    {
        var fingerprint = new ContentFingerprint();
        ReadOnlySpan<byte> rest = Noise.AsSpan(0, length);
        for (int i = 0; !rest.IsEmpty; i++)
        {
            int piece = Math.Min(rest.Length, pieces[i % pieces.Length]);
            fingerprint.Append(rest[..piece]);
            rest = rest[piece..];
        }
        Assert.Equal(Of(Noise.AsSpan(0, length)), fingerprint.Finish());
    }, iter: 500);

    [Fact]
    public void Contents_that_differ_in_one_bit_or_in_their_length_differ()
    {
        var seen = new HashSet<UInt128> { Of(Noise) };
        foreach (int at in (int[])[0, 1, 31, 32, 4_000, 8_191, 8_192, 8_223, 16_384, 39_999])
        {
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] other = (byte[])Noise.Clone();
                other[at] ^= (byte)(1 << bit);
                Assert.True(seen.Add(Of(other)), $"byte {at}, bit {bit}");
            }
        }
        for (int length = 0; length < 9_000; length++)
            Assert.True(seen.Add(Of(new byte[length])), $"{length} zeros");
    }

    [Fact]
    public void Blocks_that_change_places_are_another_content()
    {
        byte[] other = [.. Noise[8_192..16_384], .. Noise[..8_192], .. Noise[16_384..]];
        Assert.NotEqual(Of(Noise), Of(other));
    }

    [Fact]
    public void What_breaks_off_leaves_nothing_for_the_next()
    {
        var fingerprint = new ContentFingerprint();
        fingerprint.Append(Noise.AsSpan(0, 12_345));
        fingerprint.Forget();
        fingerprint.Append("next"u8);
        Assert.Equal(Of("next"u8), fingerprint.Finish());
    }

    [Fact]
    public void Processors_with_and_without_the_fast_instructions_agree()
    {
        if (!Avx2.IsSupported)
            return;
        for (int stripes = 1; stripes <= 256; stripes++)
        {
            ulong[] fast = [1, 2, 3, 4];
            ulong[] plain = [1, 2, 3, 4];
            int at = 32 * (256 - stripes);
            ContentFingerprint.AddFast(Noise.AsSpan(0, 32 * stripes), at, fast);
            ContentFingerprint.AddPlain(Noise.AsSpan(0, 32 * stripes), at, plain);
            Assert.Equal(plain, fast);
        }
    }

    private static UInt128 Of(ReadOnlySpan<byte> content)
    {
        var fingerprint = new ContentFingerprint();
        fingerprint.Append(content);
        return fingerprint.Finish();
    }
}
