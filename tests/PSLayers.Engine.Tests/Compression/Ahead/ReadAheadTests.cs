using System.IO.Compression;
using CsCheck;
using PSLayers.Compression.Seeking;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;

namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>With helpers, a stream reads exactly as without.</summary>
public class ReadAheadTests
{
    private static readonly string[] Makes = ["gzip", "gzip, stored", "gzip, many blocks", "gzip, members"];

    /// <summary>Streams of all makes, most of them with many blocks.</summary>
    private static Gen<(byte[] Plain, byte[] Stored)> Streams { get; } = Gen.Frequency(
        (1, Seekable.Streams(Makes)),
        (3, from kind in Gen.Int[2, 6]
            from length in Gen.Int[200_000, 700_000]
            from seed in Gen.Int
            from isSmallest in Gen.Bool
            from members in Gen.Int[1, 2]
            select ManyBlocks([.. Enumerable.Range(0, members).Select(member => DeflateSamples.Make(kind, length, seed + member))],
                isSmallest ? CompressionLevel.SmallestSize : CompressionLevel.Optimal)));

    private static Gen<AheadOptions> Options { get; } =
        from spacing in Gen.Int[500, 20_000]
        from pieceBytes in Gen.Int[600_000, 2_000_000]
        from pieceBlocks in Gen.Frequency((1, Gen.Int[1, 4]), (3, Gen.Const(1 << 14)))
        from cores in Gen.Int[1, 4]
        select AheadReading.Small with { Spacing = spacing, PieceBytes = pieceBytes, PieceBlocks = pieceBlocks, Budget = new AheadBudget(cores) };

    [Fact]
    public void Output_seek_points_and_the_end_are_those_of_the_reader_alone()
    {
        var joined = 0;
        Gen.Select(Streams, Options, Gen.Int[1, 100_000], Gen.Bool).Sample(
            (stream, options, interval, waits) =>
            {
                var reading = AheadReading.WithHelpers(stream.Stored, options, out var ahead, interval, waits);
                Interlocked.Add(ref joined, ahead.Joined);
                Assert.True(stream.Plain.AsSpan().SequenceEqual(reading.Output));
                AheadReading.AssertSame(AheadReading.Alone(stream.Stored, interval), reading);
                AssertAllGivenBack(options);
            },
            iter: 150);
        Assert.NotEqual(0, joined);
    }

    [Fact]
    public void Damaged_and_cut_streams_give_the_same_bytes_and_then_the_same_fault()
    {
        var joined = 0;
        Gen.Select(Streams, Options, Gen.Int, Gen.Bool).Sample(
            (stream, options, seed, waits) =>
            {
                var random = new Random(seed);
                var stored = random.Next(3) == 0 ? stream.Stored[..random.Next(stream.Stored.Length)] : [.. stream.Stored];
                for (var left = random.Next(3); left > 0 && stored.Length > 0; left--)
                    stored[random.Next(stored.Length)] ^= (byte)(1 << random.Next(8));
                var reading = AheadReading.WithHelpers(stored, options, out var ahead, waits: waits);
                Interlocked.Add(ref joined, ahead.Joined);
                AheadReading.AssertSame(AheadReading.Alone(stored), reading);
                AssertAllGivenBack(options);
            },
            iter: 200);
        Assert.NotEqual(0, joined);
    }

    [Theory]
    [InlineData(CompressionLevel.Optimal)]
    [InlineData(CompressionLevel.SmallestSize)]
    public void Most_of_a_tar_comes_from_helpers(CompressionLevel level)
    {
        var stored = DeflateSamples.Gzip(Tar(), level);
        AheadReading.AssertSame(AheadReading.Alone(stored), AheadReading.WithHelpers(stored, AheadReading.Small, out var ahead));
        Assert.InRange(ahead.Joined, 3, int.MaxValue);
    }

    [ToolFact("pigz")]
    public void Streams_of_pigz() => ReadsWhatATool("pigz", "-6", "-i -6", "-b 32 -9", "-R -3");

    [ToolFact("gzip")]
    public void Streams_of_gzip() => ReadsWhatATool("gzip", "-1", "-6", "-9", "--rsyncable -6");

    [ToolFact("igzip")]
    public void Streams_of_igzip() => ReadsWhatATool("igzip", "-1", "-3");

    [Fact]
    public void Blocks_within_stored_data_are_taken_for_what_they_are_not_and_dropped()
    {
        var inner = DeflateSamples.Gzip(Tar());
        var stored = DeflateSamples.Gzip(inner, CompressionLevel.NoCompression);
        var reading = AheadReading.WithHelpers(stored, AheadReading.Small, out var ahead);
        Assert.True(inner.AsSpan().SequenceEqual(reading.Output));
        Assert.Equal(0, ahead.Joined);
        Assert.InRange(ahead.Dropped, 1, int.MaxValue);
    }

    [Fact]
    public void A_match_before_the_start_of_a_member_stays_a_fault()
    {
        // Cut so that the second member begins in the middle of the first one's data.
        var tar = Tar();
        var points = AheadReading.Alone(DeflateSamples.Gzip(tar), interval: 1).Points;
        var middle = points.First(point => point.Position.BitOffset == 0 && point.Position.OutputOffset > 100_000).Position;
        byte[] stored = [.. DeflateSamples.Gzip(tar[..50_000]), .. DeflateSamples.Gzip(tar)[..10], .. DeflateSamples.Gzip(tar)[(int)middle.CompressedOffset..]];
        var alone = AheadReading.Alone(stored);
        Assert.Contains("before the start", alone.Fault, StringComparison.Ordinal);
        AheadReading.AssertSame(alone, AheadReading.WithHelpers(stored, AheadReading.Small with { Spacing = 1000 }, out _));
    }

    [Fact]
    public void Blocks_without_codes_of_their_own_are_read_alone()
    {
        var stored = new BitWriter();
        for (var block = 0; block < 6000; block++)
            stored.Block(block == 5999, 1).FixedLiteral('a').FixedLiteral('b').FixedLiteral((char)('a' + block % 20)).FixedEnd();
        byte[] member = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0, .. stored.ToArray(), .. new byte[8]];
        AheadReading.AssertSame(AheadReading.Alone(member), AheadReading.WithHelpers(member, AheadReading.Small with { Spacing = 2000 }, out var ahead));
        Assert.Equal(0, ahead.Joined);
        Assert.InRange(ahead.Dropped, 1, int.MaxValue);
    }

    private static void ReadsWhatATool(string tool, params string[] strategies)
    {
        using var folder = new TempFolder();
        var tar = Tar();
        var path = folder.Write("t.tar", tar);
        foreach (var strategy in strategies)
        {
            var stored = CommandLine.Run(tool, [.. strategy.Split(' '), "-c", path]);
            var reading = AheadReading.WithHelpers(stored, AheadReading.Small, out var ahead);
            Assert.True(tar.AsSpan().SequenceEqual(reading.Output));
            AheadReading.AssertSame(AheadReading.Alone(stored), reading);
            Assert.True(ahead.Joined > 0, $"{tool} {strategy}: no piece was of use");
        }
    }

    private static (byte[] Plain, byte[] Stored) ManyBlocks(byte[][] members, CompressionLevel level) => (
        Compress.Concat(members),
        Compress.Concat([.. members.Select(member => Seekable.Pack("gzip, many blocks", [member], level))]));

    private static byte[] Tar()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 7, entries: 600, meanFileSize: 8000);
        return output.ToArray();
    }

    private static void AssertAllGivenBack(AheadOptions options)
    {
        AheadReading.WaitForHelpers(options.Budget);
        Assert.Equal(0, options.Budget.Bytes);
    }
}
