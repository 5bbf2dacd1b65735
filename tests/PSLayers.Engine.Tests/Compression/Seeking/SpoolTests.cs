using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Limits;

namespace PSLayers.Compression.Seeking;

public sealed class SpoolTests
{
    private static readonly byte[] Plain = DeflateSamples.Make(6, 5_000_000, 1);
    private static readonly ReadLimits Limits = Seekable.Dense;

    [Theory]
    [InlineData("zstd")]
    [InlineData("bzip2")]
    public void A_stream_in_one_piece_is_kept_decompressed_once_reading_it_again_and_again_costs_more(string make)
    {
        Blob blob = Seekable.Listed(Seekable.Pack(make, [Plain]), Limits);
        Assert.False(blob.IsRandomAccess);
        var meter = new ReadMeter();
        using ByteReader reader = blob.OpenBytes(Limits, meter);
        AssertRange(reader, 3_000_000);
        Assert.False(blob.IsRandomAccess);
        for (int i = 0; i < 15; i++)
            AssertRange(reader, i * 1_234_567L % (Plain.Length - 5000));
        Assert.True(blob.IsRandomAccess);
        // At most: once as far as was wanted, once the rest, once for the file.
        Assert.InRange(meter.Done, 1, 3 * blob.Length);

        long before = meter.Done;
        using ByteReader another = blob.OpenBytes(Limits, meter);
        AssertRange(another, 4_900_000);
        AssertRange(another, 4_800_000);
        AssertRange(another, 10_000);
        AssertRange(another, 4_700_000);
        Assert.InRange(meter.Done - before, 0, blob.Length / 4);
        Assert.Empty(Seekable.ReadRange(another, Plain.Length, 1));
    }

    [Fact]
    public void A_single_pass_from_the_front_makes_no_file()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        using ByteReader reader = blob.OpenBytes(Limits);
        for (int offset = 0; offset < Plain.Length - 5000; offset += 333_333)
            AssertRange(reader, offset);
        Assert.False(blob.IsRandomAccess);
    }

    [Fact]
    public void A_file_that_would_be_too_large_is_not_kept_and_reading_goes_on_from_the_front()
    {
        ReadLimits small = Limits with { SpoolSize = 100_000 };
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), small);
        using ByteReader reader = blob.OpenBytes(small);
        for (int i = 10; i > 0; i--)
            AssertRange(reader, i * 400_000);
        Assert.False(blob.IsRandomAccess);
    }

    [Fact]
    public void A_reader_that_is_stopped_leaves_the_others_to_make_the_file()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        using var stop = new CancellationTokenSource();
        using ByteReader stopped = blob.OpenBytes(Limits, new ReadMeter(stop.Token));
        AssertRange(stopped, 4_000_000);
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Seekable.ReadRange(stopped, 3_000_000, 10));
        using ByteReader reader = blob.OpenBytes(Limits);
        AssertRange(reader, 3_000_000);
        Assert.True(blob.IsRandomAccess);
    }

    [Fact]
    public void The_file_has_no_name_that_others_could_open_where_the_system_allows_it()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        string[] before = Named();
        Spool? spool = Spool.Make(blob, Plain.Length, Limits, null);
        Assert.NotNull(spool);
        if (!OperatingSystem.IsWindows())
        {
            // Files of other tests have a name for a moment too; one of this spool would have it as long as the spool lives.
            string[] named = [.. Named().Except(before)];
            Assert.True(SpinWait.SpinUntil(() => !Array.Exists(named, File.Exists), TimeSpan.FromMinutes(5)), string.Join(", ", named));
        }
        using ByteReader reader = spool.Open("layer")!;
        AssertRange(reader, 2_097_000);
    }

    [Fact]
    public void A_file_that_is_ended_serves_its_readers_to_their_end_and_gives_its_room_back()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        Spool spool = Spool.Make(blob, Plain.Length, Limits, null)!;
        Assert.InRange(spool.StoredLength, 1, Plain.Length);
        ByteReader reader = spool.Open("layer")!;
        spool.End();
        Assert.Null(spool.Open("layer"));
        AssertRange(reader, 2_097_000);
        Assert.InRange(spool.StoredLength, 1, Plain.Length);
        reader.Dispose();
        Assert.Equal(0, spool.StoredLength);
    }

    [Fact]
    public void Who_reads_on_after_the_file_was_ended_gets_the_same_bytes()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        using ByteReader reader = blob.OpenBytes(Limits);
        for (int i = 0; i < 15; i++)
            AssertRange(reader, i * 1_234_567L % (Plain.Length - 5000));
        Assert.True(blob.Seeks!.DiskFootprint > 0);
        blob.Seeks.Release();
        Assert.Equal(0, blob.Seeks.DiskFootprint);
        Assert.False(blob.IsRandomAccess);
        using ByteReader another = blob.OpenBytes(Limits);
        AssertRange(another, 3_000_000);
        AssertRange(reader, 1_000_000);
    }

    [Fact]
    public void All_files_of_the_process_together_have_a_limit()
    {
        var room = new SpoolRoom();
        Assert.True(room.TryTake(60, 100));
        Assert.False(room.TryTake(50, 100));
        Assert.Equal(60, room.Taken);
        room.Return(20);
        Assert.True(room.TryTake(50, 100));

        Blob blob = Seekable.Listed(Seekable.Pack("zstd", [Plain]), Limits);
        Assert.Null(Spool.Make(blob, Plain.Length, Limits with { SpoolTotal = 1 }, null));
    }

    private static string[] Named() => Directory.GetFiles(Path.GetTempPath(), "pslayers-*.tmp");

    private static void AssertRange(ByteReader reader, long offset) =>
        Assert.True(Plain.AsSpan((int)offset, 5000).SequenceEqual(Seekable.ReadRange(reader, offset, 5000)));
}
