using CsCheck;
using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;

namespace PSLayers.Compression.Seeking;

public sealed class RandomReadTests
{
    private static readonly string[] Makes =
        ["gzip", "gzip, stored", "gzip, many blocks", "gzip, members", "zstd", "zstd, frames", "zstd, skippable frames"];

    [Fact]
    public void Any_range_is_that_of_the_plain_bytes() =>
        Gen.Select(Seekable.Streams(Makes), Gen.Int).Sample(
            (stream, seed) =>
            {
                var random = new Random(seed);
                using ByteReader reader = Seekable.Listed(stream.Stored, Seekable.Dense).OpenBytes(Seekable.Dense);
                for (int i = 0; i < 25; i++)
                    AssertRange(stream.Plain, reader, random);
            },
            iter: 150);

    [Fact]
    public void Readers_of_one_blob_do_not_disturb_each_other() =>
        Gen.Select(Seekable.Streams(Makes), Gen.Int).Sample(
            (stream, seed) =>
            {
                Blob blob = Seekable.Listed(stream.Stored, Seekable.Dense);
                Parallel.For(0, 4, i =>
                {
                    var random = new Random(seed + i);
                    using ByteReader reader = blob.OpenBytes(Seekable.Dense);
                    for (int k = 0; k < 8; k++)
                        AssertRange(stream.Plain, reader, random);
                });
            },
            iter: 15);

    [Theory]
    [InlineData("gzip")]
    [InlineData("gzip, stored")]
    [InlineData("gzip, many blocks")]
    [InlineData("gzip, members")]
    [InlineData("zstd, skippable frames")]
    public void Decoding_goes_on_at_every_place_where_a_block_or_frame_begins(string make)
    {
        ReadLimits every = Seekable.Dense with { SeekSpacing = 1 };
        byte[][] parts = [DeflateSamples.Make(6, 150_000, 1), [], DeflateSamples.Make(5, 90_000, 2), DeflateSamples.Make(0, 70_000, 3), DeflateSamples.Make(1, 50_000, 4)];
        byte[] plain = Compress.Concat(parts);
        Blob blob = Seekable.Listed(Seekable.Pack(make, parts), every);
        SeekTable table = blob.Seeks!.Table;
        Assert.True(table.Count >= 3);
        for (int point = 0; point < table.Count; point++)
        {
            using ChunkReader chunks = blob.ResumeChunks(every, null, table, point);
            using var output = new MemoryStream();
            for (ReadOnlyMemory<byte> chunk; (chunk = chunks.Next()).Length > 0;)
                output.Write(chunk.Span);
            Assert.True(plain.AsSpan((int)table[point].OutputOffset).SequenceEqual(output.ToArray()));
        }
    }

    [Fact]
    public void The_members_of_an_estargz_layer_are_seek_points_without_windows()
    {
        using var tar = new MemoryStream();
        LargeTar.Write(tar, seed: 4, entries: 200, meanFileSize: 1500);
        (byte[] plain, byte[] stored) = Compress.Estargz(tar.ToArray());
        Blob blob = Seekable.Listed(stored, Seekable.Dense);
        SeekTable table = blob.Seeks!.Table;
        Assert.InRange(table.Count, plain.Length / 60_000, plain.Length / 20_000);
        // Most spans begin with a member; only large files have blocks of their own.
        Assert.True(Enumerable.Range(0, table.Count).Count(point => table.PackedWindow(point).IsEmpty) > table.Count / 2);
        using ByteReader reader = blob.OpenBytes(Seekable.Dense);
        var random = new Random(5);
        for (int i = 0; i < 100; i++)
            AssertRange(plain, reader, random);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd, frames")]
    public void A_read_near_the_end_decodes_only_what_is_near_the_end(string make)
    {
        byte[][] parts = [.. Enumerable.Range(0, 30).Select(i => DeflateSamples.Make(0, 100_000, i))];
        byte[] stored = Seekable.Pack(make, parts);
        Blob blob = Seekable.Listed(stored, Seekable.Dense with { SeekSpacing = 100_000 });
        Assert.True(blob.IsRandomAccess);
        var meter = new ReadMeter();
        using ByteReader reader = blob.OpenBytes(Seekable.Dense, meter);

        Assert.Equal(parts[28][500..900], Seekable.ReadRange(reader, 2_800_500, 400));
        Assert.InRange(meter.Done, 1, 500_000);
        // What was decoded on the way is at hand when a reader comes back, and so is what lies ahead.
        Assert.Equal(parts[3][..400], Seekable.ReadRange(reader, 300_000, 400));
        long before = meter.Done;
        Assert.Equal(parts[3][..200], Seekable.ReadRange(reader, 300_000, 200));
        Assert.Equal(parts[3][100..300], Seekable.ReadRange(reader, 300_100, 200));
        Assert.Equal(before, meter.Done);
    }

    [Fact]
    public void What_stands_behind_the_end_is_nothing()
    {
        Blob blob = Seekable.Listed(Seekable.Pack("gzip", [new byte[100_000]]), Seekable.Dense);
        using ByteReader reader = blob.OpenBytes(Seekable.Dense);
        Assert.Empty(Seekable.ReadRange(reader, 100_000, 10));
        Assert.Empty(Seekable.ReadRange(reader, long.MaxValue / 2, 10));
        Assert.Equal(5, Seekable.ReadRange(reader, 99_995, 10).Length);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("zstd, frames")]
    public void The_limit_of_expansion_holds_behind_a_seek_point_too(string make)
    {
        byte[][] parts = [DeflateSamples.Make(0, 200_000, 1), new byte[40 << 20], new byte[40 << 20]];
        Blob blob = Seekable.Listed(Seekable.Pack(make, parts), Seekable.Dense);
        ReadLimits tight = Seekable.Dense with { ExpansionFloor = 1 << 20, ExpansionRatio = 50 };
        using ByteReader reader = blob.OpenBytes(tight);
        var error = Assert.Throws<ImageException>(() => Seekable.ReadRange(reader, 70 << 20, 100));
        Assert.Equal((ImageErrorId.ExpansionLimit, "layer"), (error.ErrorId, error.Member));
        Assert.Equal(parts[0][..100], Seekable.ReadRange(reader, 0, 100));
    }

    [Theory]
    [InlineData("gzip", 0xFF)]
    [InlineData("zstd, frames", 0x00)]
    public void Damage_behind_a_seek_point_is_an_error_that_names_the_blob_and_the_place(string make, byte fill)
    {
        byte[][] parts = [.. Enumerable.Range(0, 20).Select(i => DeflateSamples.Make(2, 100_000, i))];
        byte[] stored = Seekable.Pack(make, parts);
        Blob blob = Seekable.Listed(stored, Seekable.Dense);
        SeekTable table = blob.Seeks!.Table;
        int point = table.Find(1_500_000);
        stored.AsSpan((int)table[point].CompressedOffset, 3000).Fill(fill);

        using ByteReader reader = blob.OpenBytes(Seekable.Dense);
        var error = Assert.Throws<ImageException>(() => Seekable.ReadRange(reader, table[point].OutputOffset + 10, 20_000));
        Assert.Equal((ImageErrorId.CompressionCorrupt, "layer"), (error.ErrorId, error.Member));
        Assert.InRange(error.Offset!.Value, table[point].CompressedOffset, stored.Length);
        // What is whole can still be read.
        Assert.Equal(parts[2][..100], Seekable.ReadRange(reader, 200_000, 100));
    }

    private static void AssertRange(byte[] plain, ByteReader reader, Random random)
    {
        int offset = random.Next(plain.Length + 1);
        int length = Math.Min(plain.Length - offset, random.Next(random.Next(2) == 0 ? 300 : 60_000));
        Assert.True(plain.AsSpan(offset, length).SequenceEqual(Seekable.ReadRange(reader, offset, length)));
    }
}
