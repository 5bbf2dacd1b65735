using CsCheck;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>The finder sees every block that brings its own codes, and hardly anything else.</summary>
public class BlockFinderTests
{
    [Fact]
    public void Every_block_with_codes_of_its_own_but_the_last_is_found_at_its_bit() =>
        Gen.Select(DeflateSamples.Data(200_000), DeflateSamples.Levels, Gen.Int[1, 8]).Sample(
            (data, level, pieces) =>
            {
                var stored = DeflateSamples.Deflate(data, level, pieces);
                byte[] padded = [.. stored, .. new byte[BlockFinder.HeaderBytes]];
                foreach (var bit in Boundaries(stored))
                {
                    if ((Bits(padded, bit) & 7) == 4)
                        Assert.Equal(bit, BlockFinder.Find(padded, bit, Math.Min(bit + 1, stored.Length * 8L)));
                }
            },
            iter: 100);

    [Fact]
    public void Chance_makes_no_block()
    {
        var random = DeflateSamples.Make(0, 2_000_000, seed: 9);
        Assert.Equal(-1, BlockFinder.Find(random, 0, (random.Length - BlockFinder.HeaderBytes) * 8L));
    }

    [Fact]
    public void Places_outside_the_range_are_not_looked_at()
    {
        var stored = DeflateSamples.Deflate(DeflateSamples.Make(2, 400_000, seed: 2), System.IO.Compression.CompressionLevel.Optimal);
        byte[] padded = [.. stored, .. new byte[BlockFinder.HeaderBytes]];
        var second = BlockFinder.Find(padded, 1, stored.Length * 8L);
        Assert.True(second > 1);
        Assert.Equal(-1, BlockFinder.Find(padded, 1, second));
        Assert.Equal(second, BlockFinder.Find(padded, 1, second + 1));
        Assert.NotEqual(second, BlockFinder.Find(padded, second + 1, stored.Length * 8L));
        Assert.Equal(-1, BlockFinder.Find(padded, second, second));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlockFinder.Find(padded, 0, stored.Length * 8L + 1));
    }

    private static int Bits(byte[] bytes, long bit) => (bytes[bit >> 3] | bytes[(bit >> 3) + 1] << 8) >> (int)(bit & 7);

    private static List<long> Boundaries(byte[] stored)
    {
        using var inflater = new Inflater(2 * Inflater.WindowSize) { PauseAt = 0 };
        var boundaries = new List<long>();
        var at = 0;
        while (true)
        {
            var status = inflater.Inflate(stored.AsSpan(at), out var consumed);
            at += consumed;
            inflater.TakeOutput();
            if (status == InflateStatus.Finished)
                return boundaries;
            if (status != InflateStatus.BlockBoundary)
                continue;
            boundaries.Add(inflater.Position.Bit);
            inflater.PauseAt = inflater.OutputOffset + 1;
        }
    }
}
