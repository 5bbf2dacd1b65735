using System.IO.Compression;
using CsCheck;

namespace PSLayers.Compression.Deflate;

public class InflaterHostileTests
{
    [Fact]
    public void Flipped_bits_give_what_the_framework_gives_or_an_error()
    {
        Gen.Select(DeflateSamples.Data(40_000), DeflateSamples.Levels, Gen.Int[1, 4], Gen.Int).Sample(
            (data, level, flips, seed) =>
            {
                var stored = DeflateSamples.Deflate(data, level);
                var random = new Random(seed);
                for (var flip = 0; flip < flips; flip++)
                    stored[(int)(stored.Length * Math.Pow(random.NextDouble(), 3))] ^= (byte)(1 << random.Next(8));
                AgreesWithFramework(stored);
            },
            iter: 1500);
    }

    [Fact]
    public void Garbage_gives_what_the_framework_gives_or_an_error()
    {
        Gen.Select(Gen.Byte.Array[1, 600], Gen.Int[0, 3]).Sample(
            (stored, kind) =>
            {
                // Aim at each kind of block; unaimed, half of all garbage ends at once.
                stored[0] = (byte)(stored[0] & ~7 | kind << 1);
                AgreesWithFramework(stored);
            },
            iter: 8000);
    }

    [Fact]
    public void Random_code_lengths_give_what_the_framework_gives_or_an_error()
    {
        Gen.Select(Gen.Int[1, 15].Array[258, 286], Gen.Int[0, 15].Array[1, 30], Gen.Byte.Array[200], Gen.Int).Sample(
            (litLen, distance, body, seed) =>
            {
                var random = new Random(seed);
                var header = new BitWriter().DynamicHeader(
                    true, Complete(litLen.Length, random), random.Next(3) == 0 ? distance : Complete(distance.Length, random));
                foreach (var value in body)
                    header.Bits(value, 8);
                AgreesWithFramework(header.ToArray());
            },
            iter: 1500);
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void A_stream_cut_at_any_byte_gives_its_beginning_and_then_asks_for_more(CompressionLevel level)
    {
        var data = DeflateSamples.Make(2, 1500, 4);
        var stored = DeflateSamples.Deflate(data, level, pieces: 2);
        for (var length = 0; length < stored.Length; length++)
        {
            using var inflater = new Inflater();
            Assert.Equal(InflateStatus.NeedsInput, inflater.Inflate(stored.AsSpan(0, length), out var consumed));
            Assert.Equal(length, consumed);
            Assert.True(data.AsSpan().StartsWith(inflater.TakeOutput().Span));
        }
    }

    /// <summary>Lengths of a complete code: leaves are split at random until there are enough.</summary>
    private static int[] Complete(int symbols, Random random)
    {
        if (symbols == 1)
            return [1];
        var leaves = new List<int> { 0 };
        var wanted = random.Next(2, symbols + 1);
        while (leaves.Count < wanted)
        {
            var leaf = random.Next(2) == 0 ? leaves.Count - 1 : random.Next(leaves.Count);
            if (leaves[leaf] == 15)
            {
                leaf = leaves.FindIndex(depth => depth < 15);
                if (leaf < 0)
                    break;
            }
            var depth = leaves[leaf] + 1;
            leaves[leaf] = depth;
            leaves.Add(depth);
        }
        var lengths = new int[symbols];
        leaves.CopyTo(lengths);
        random.Shuffle(lengths);
        if (symbols > 256 && lengths[256] == 0)
        {
            var used = Array.FindIndex(lengths, length => length > 0);
            (lengths[256], lengths[used]) = (lengths[used], 0);
        }
        return lengths;
    }

    private static void AgreesWithFramework(byte[] stored)
    {
        // The framework accepts truncated data, and gives what there was; an error it reports as it should.
        using var framework = new DeflateStream(new MemoryStream(stored), CompressionMode.Decompress);
        using var expected = new MemoryStream();
        var refused = false;
        try
        {
            framework.CopyTo(expected);
        }
        catch (InvalidDataException)
        {
            refused = true;
        }

        foreach (var pieceSize in new[] { int.MaxValue / 2, 7 })
        {
            using var inflater = new Inflater(2 * Inflater.WindowSize);
            try
            {
                var output = DeflateSamples.Inflate(stored, () => pieceSize, out _, inflater);
                Assert.False(refused);
                Assert.True(expected.ToArray().AsSpan().SequenceEqual(output));
            }
            catch (DeflateException error)
            {
                // With no code for code lengths at all the framework reads on, to fail at the end of the header if it gets there.
                Assert.True(refused || error.Reason.Contains("code for code lengths", StringComparison.Ordinal));
            }
            catch (EndOfStreamException)
            {
                Assert.False(refused);
                Assert.Equal(expected.Length, inflater.OutputOffset);
            }
        }
    }
}
