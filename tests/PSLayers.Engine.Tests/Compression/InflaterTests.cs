using System.IO.Compression;
using CsCheck;
using PSLayers.Compression.Seeking;

namespace PSLayers.Compression.Deflate;

public class InflaterTests
{
    [Fact]
    public void Whatever_the_framework_compresses_comes_back()
    {
        Gen.Select(DeflateSamples.Data(300_000), DeflateSamples.Levels, Gen.Int[1, 4]).Sample(
            (data, level, pieces) =>
            {
                var stored = DeflateSamples.Deflate(data, level, pieces);
                Assert.True(data.AsSpan().SequenceEqual(DeflateSamples.Inflate(stored)));
            },
            iter: 150);
    }

    [Fact]
    public void Input_may_come_in_pieces_of_any_size_and_what_follows_the_end_is_left_alone()
    {
        Gen.Select(DeflateSamples.Data(20_000), DeflateSamples.Levels, Gen.Int[1, 5], Gen.Int[1, 100], Gen.Int).Sample(
            (data, level, pieces, maxPiece, seed) =>
            {
                var stored = DeflateSamples.Deflate(data, level, pieces);
                var random = new Random(seed);
                byte[] followed = [.. stored, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
                var output = DeflateSamples.Inflate(followed, () => random.Next(1, maxPiece + 1), out var consumed);
                Assert.True(data.AsSpan().SequenceEqual(output));
                Assert.Equal(stored.Length, consumed);
            },
            iter: 150);
    }

    [Fact]
    public void A_stored_block_may_follow_a_match_that_went_to_the_very_end_of_the_buffer()
    {
        const int Size = 2 * Inflater.WindowSize;
        for (var literals = 1; literals <= 258; literals++)
        {
            // Matches of 258 bytes, each the byte before, until the buffer has no room left for sure.
            var stream = new BitWriter().Block(last: false, kind: 1);
            for (var i = 0; i < literals; i++)
                stream.FixedLiteral('a');
            var length = literals;
            for (; length < Size - 512; length += 258)
                stream.Code("11000101").Code("00000");
            stream.FixedEnd().Block(last: true, kind: 0);
            byte[] stored = [.. stream.ToArray(), 5, 0, 250, 255, .. "12345"u8];
            var output = new List<byte>();
            using var inflater = new Inflater(Size);
            var at = 0;
            for (InflateStatus? status = null; status != InflateStatus.Finished;)
            {
                status = inflater.Inflate(stored.AsSpan(at), out var consumed);
                at += consumed;
                output.AddRange(inflater.TakeOutput().Span);
            }

            Assert.Equal(length + 5, output.Count);
            Assert.Equal("aa12345"u8.ToArray(), output[^7..]);
        }
    }

    [Fact]
    public void Single_bytes_of_input_suffice()
    {
        Gen.Select(DeflateSamples.Data(3_000), DeflateSamples.Levels).Sample(
            (data, level) =>
            {
                var stored = DeflateSamples.Deflate(data, level);
                Assert.True(data.AsSpan().SequenceEqual(DeflateSamples.Inflate(stored, () => 1, out _)));
            },
            iter: 100);
    }

    [Fact]
    public void Decoding_can_begin_again_at_every_block_boundary()
    {
        Gen.Select(DeflateSamples.Data(150_000), DeflateSamples.Levels, Gen.Int[1, 8], Gen.Int[1, 50_000]).Sample(
            (data, level, pieces, pieceSize) =>
            {
                var stored = DeflateSamples.Deflate(data, level, pieces);
                foreach (var (position, window) in Boundaries(stored, pieceSize))
                {
                    using var inflater = new Inflater(2 * Inflater.WindowSize);
                    inflater.Restart(position, window);
                    var rest = stored[(int)position.CompressedOffset..];
                    var output = DeflateSamples.Inflate(rest, () => pieceSize, out _, inflater);
                    Assert.True(data.AsSpan((int)position.OutputOffset).SequenceEqual(output));
                    Assert.Equal(data.Length, inflater.OutputOffset);
                }
            },
            iter: 40);
    }

    [Fact]
    public void Boundaries_come_only_where_they_were_asked_for()
    {
        var data = DeflateSamples.Make(5, 200_000, 1);
        var stored = DeflateSamples.Deflate(data, CompressionLevel.Optimal, pieces: 20);
        using var inflater = new Inflater();
        inflater.PauseAt = 95_000;

        Assert.Equal(InflateStatus.BlockBoundary, inflater.Inflate(stored, out var consumed));
        Assert.InRange(inflater.OutputOffset, 95_000, 110_000);
        Assert.Equal(InflateStatus.BlockBoundary, inflater.Inflate(stored.AsSpan(consumed), out var again));
        Assert.Equal(0, again);
    }

    [Fact]
    public void A_full_buffer_waits_until_its_output_is_taken()
    {
        var data = DeflateSamples.Make(6, 200_000, 2);
        var stored = DeflateSamples.Deflate(data, CompressionLevel.Optimal);
        using var inflater = new Inflater(2 * Inflater.WindowSize);

        Assert.Equal(InflateStatus.OutputFull, inflater.Inflate(stored, out var consumed));
        Assert.Equal(InflateStatus.OutputFull, inflater.Inflate(stored.AsSpan(consumed), out var blocked));
        Assert.Equal(0, blocked);
        Assert.True(data.AsSpan().StartsWith(inflater.TakeOutput().Span));
        inflater.Inflate(stored.AsSpan(consumed), out var more);
        Assert.NotEqual(0, more);
    }

    [Fact]
    public void A_match_may_reach_back_exactly_32_KiB()
    {
        var random = DeflateSamples.Make(0, Inflater.WindowSize, 3);
        byte[] data = [.. random, .. random];
        // A stored block of 32 KiB, then copies of 258 bytes (code 285, distance code 29 with 13 extra bits set).
        var head = new BitWriter().Block(false, 0).Bits(0, 5).Bits(0x8000, 16).Bits(0x7FFF, 16).ToArray();
        var tail = new BitWriter().Block(true, 1);
        for (var copied = 0; copied < 254; copied++)
            tail.Code("11000101").Code("11101").Bits(0x1FFF, 13);
        tail.FixedEnd();
        byte[] stored = [.. head, .. random, .. tail.ToArray()];

        var output = DeflateSamples.Inflate(stored);

        Assert.True(data.AsSpan().SequenceEqual(output.AsSpan(0, 2 * Inflater.WindowSize)));
    }

    private static List<(SeekPosition Position, byte[] Window)> Boundaries(byte[] stored, int pieceSize)
    {
        var found = new List<(SeekPosition, byte[])>();
        using var inflater = new Inflater(2 * Inflater.WindowSize);
        inflater.PauseAt = 0;
        var at = 0;
        var end = 0;
        while (true)
        {
            var status = inflater.Inflate(stored.AsSpan(at..end), out var consumed);
            at += consumed;
            inflater.TakeOutput();
            if (status == InflateStatus.Finished)
                return found;
            if (status == InflateStatus.NeedsInput)
                end = Math.Min(stored.Length, end + pieceSize);
            if (status == InflateStatus.BlockBoundary)
            {
                found.Add((inflater.Position, inflater.Window.ToArray()));
                inflater.PauseAt = inflater.OutputOffset + 1;
            }
        }
    }
}
