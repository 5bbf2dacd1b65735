using PSLayers.Compression.Deflate;
using PSLayers.Limits;

namespace PSLayers.Compression.Seeking;

public sealed class SeekTableTests
{
    private static readonly SeekTable Table = new([new(100, 3, 1000), new(200, 0, 2500), new(300, 7, 2600)], [0, 0, 0], [], 5000);

    [Theory]
    [InlineData(0, -1)]
    [InlineData(999, -1)]
    [InlineData(1000, 0)]
    [InlineData(2499, 0)]
    [InlineData(2500, 1)]
    [InlineData(2600, 2)]
    [InlineData(long.MaxValue, 2)]
    public void The_point_before_an_offset_is_found(long offset, int point) => Assert.Equal(point, Table.Find(offset));

    [Fact]
    public void The_longest_span_counts_the_first_and_the_last()
    {
        Assert.Equal(2400, Table.LongestSpan);
        Assert.Equal(5000, SeekTable.Empty(5000).LongestSpan);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_table_takes_at_most_its_share_of_the_stored_bytes(int kind)
    {
        byte[] stored = DeflateSamples.Gzip(DeflateSamples.Make(kind, 6_000_000, 1));
        SeekTable table = Seekable.Listed(stored, new ReadLimits { SeekSpacing = 200_000 }).Seeks!.Table;
        Assert.InRange(table.Count * SeekRecorder.PointBytes + Enumerable.Range(0, table.Count).Sum(i => table.PackedWindow(i).Length), 0, stored.Length * 0.015);
    }

    [Fact]
    public void With_the_usual_limits_random_data_has_a_point_every_few_megabytes()
    {
        SeekTable table = Seekable.Listed(DeflateSamples.Gzip(DeflateSamples.Make(0, 20 << 20, 1)), ReadLimits.Default).Seeks!.Table;
        Assert.InRange(table.Count, 5, 6);
        Assert.InRange(table.LongestSpan, 3 << 20, 4 << 20);
    }

    [Fact]
    public void A_table_over_its_limit_is_thinned_evenly()
    {
        ReadLimits limits = Seekable.Dense with { SeekTableSize = 400_000 };
        byte[] data = DeflateSamples.Make(0, 4_000_000, 1);
        SeekTable table = Seekable.Listed(DeflateSamples.Gzip(data), limits).Seeks!.Table;
        Assert.InRange(table.Footprint, 150_000, 400_100);
        Assert.InRange(table.LongestSpan, 160_000, 1_000_000);
    }

    [Fact]
    public void A_small_stream_has_no_points()
    {
        SeekTable table = Seekable.Listed(DeflateSamples.Gzip(DeflateSamples.Make(5, 1_000_000, 1)), ReadLimits.Default).Seeks!.Table;
        Assert.Equal(0, table.Count);
    }
}
