using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;

namespace PSLayers.Compression;

public sealed class ExpansionLimitTests
{
    private static readonly ReadLimits Tight = new() { ExpansionFloor = 8 << 20 };

    [Fact]
    public void A_gzip_bomb_stops_at_the_limit() => ExpectStop("gzip", output => Bomb.GzipOfHugeFile(output, 1L << 30));

    [Fact]
    public void A_zstd_bomb_stops_at_the_limit() => ExpectStop("zstd", output => Bomb.ZstdOfHugeFile(output, 10L << 30));

    [Fact]
    public void A_bomb_behind_the_end_of_the_tar_stops_at_the_limit()
    {
        byte[] stored = Compress.Concat(Compress.Gzip(new TarBuilder().File("f").Build()), Bomb.GzipOfZeros(200 << 20));
        LayerIndex index = Indexed.Read(stored, limits: Tight);
        Assert.Equal(ImageErrorId.ExpansionLimit, index.Damage?.ErrorId);
        Assert.Equal(["/f"], Indexed.Paths(index));
    }

    [Fact]
    public void The_ratio_does_not_matter_below_the_floor()
    {
        LayerIndex index = Indexed.Read(Bomb.GzipOfZeros(7 << 20), LayerNeeds.DiffId, Tight);
        Assert.Null(index.Damage);
        Assert.Equal(7 << 20, index.TarSize);
    }

    [Fact]
    public void Above_the_floor_an_honest_ratio_is_read_to_the_end()
    {
        byte[] tar = new TarBuilder().File("noise", HostileInput.Noise(2 << 20)).File("zeros", new byte[20 << 20]).Build();
        Assert.Null(Indexed.Read(Compress.Gzip(tar), limits: Tight).Damage);
    }

    [Fact]
    public void Six_gigabytes_of_zeros_are_read_and_what_is_behind_them_is_listed()
    {
        LayerIndex index = Indexed.Read(Bomb.GzipOfHugeFileBefore(6 << 10, "var/log/lastlog", "behind"));

        Assert.Null(index.Damage);
        Assert.Equal(["/var/log/lastlog", "/behind"], Indexed.Paths(index));
        Assert.Equal(6L << 30, index.Row(0).Size);
    }

    [Theory]
    [InlineData("100", 100L)]
    [InlineData(" 2 TB ", 2L << 40)]
    [InlineData("64gb", 64L << 30)]
    [InlineData("unlimited", long.MaxValue)]
    [InlineData("", null)]
    [InlineData("much", null)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    [InlineData("9999999999 PB", null)]
    public void The_user_sets_the_limit_in_bytes_or_units(string text, long? bytes) => Assert.Equal(bytes, ExpansionSetting.Parse(text));

    [Fact]
    public void The_error_names_the_setting_that_lifts_the_limit() =>
        Assert.Contains("$env:PSLAYERS_EXPANSION", Indexed.Read(Bomb.GzipOfZeros(200 << 20), LayerNeeds.DiffId, Tight).Damage!.Message, StringComparison.Ordinal);

    [Fact]
    public void A_flood_of_empty_members_is_read_through_and_can_be_cancelled()
    {
        using var output = new MemoryStream();
        Bomb.EmptyGzipMembers(output, 200_000);
        byte[] stored = output.ToArray();
        LayerIndex index = Indexed.Read(stored, LayerNeeds.DiffId);
        Assert.Null(index.Damage);
        Assert.Equal((0, 0L), (index.Count, index.TarSize));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Indexed.Read(stored, cancellation: cancelled.Token));
    }

    [Theory]
    [InlineData(27, true)]
    [InlineData(28, false)]
    [InlineData(31, false)]
    public void A_zstd_window_over_the_limit_is_refused(int log, bool isRead)
    {
        LayerIndex index = Indexed.Read(Compress.ZstdWithWindow(log));
        Assert.Equal(isRead ? null : ImageErrorId.LayerUnreadable, index.Damage?.ErrorId);
    }

    [Fact]
    public void A_tighter_window_limit_is_kept() =>
        Assert.NotNull(Indexed.Read(Compress.ZstdWithWindow(24), limits: new ReadLimits { WindowLog = 23 }).Damage);

    [Theory]
    [InlineData(8, true)]
    [InlineData(30, true)]
    [InlineData(31, false)]
    [InlineData(37, false)]
    [InlineData(40, false)]
    public void An_xz_dictionary_over_the_limit_is_refused_in_every_block(byte size, bool isRead)
    {
        byte[] tar = new TarBuilder().File("f", "data").Build();
        byte[] stored = XzWithDictionary(Compress.Xz(tar), size);
        long before = GC.GetAllocatedBytesForCurrentThread();
        LayerIndex index = Indexed.Read(stored);
        Assert.Equal(isRead ? null : ImageErrorId.LayerUnreadable, index.Damage?.ErrorId);
        LayerIndex second = Indexed.Read(Compress.Concat(Compress.Xz(tar[..512]), XzWithDictionary(Compress.Xz(tar[512..]), size)));
        Assert.Equal(isRead ? null : ImageErrorId.LayerUnreadable, second.Damage?.ErrorId);
        Assert.Equal(["/f"], Indexed.Paths(second));
        Assert.True(isRead || GC.GetAllocatedBytesForCurrentThread() - before < 8 << 20);
    }

    private static void ExpectStop(string format, Action<Stream> bomb)
    {
        using var output = new MemoryStream();
        bomb(output);
        byte[] stored = output.ToArray();
        foreach (LayerNeeds needs in (LayerNeeds[])[LayerNeeds.Entries, LayerNeeds.DiffId])
        {
            var meter = new ReadMeter();
            LayerIndex index = LayerIndexer.Read(Blob.Of(new MemorySource(stored), 0, stored.Length, "layer"), needs, Tight, meter);
            Assert.Equal(ImageErrorId.ExpansionLimit, index.Damage?.ErrorId);
            Assert.Contains(format, index.Damage!.Message, StringComparison.Ordinal);
            Assert.Equal(["/zeros"], Indexed.Paths(index));
            Assert.True(index.TarSize < 100 << 20, $"{index.TarSize} bytes were read");
            Assert.Null(index.DiffId);
        }
    }

    // The block header behind the stream's 12 bytes: size, flags, filter 0x21, one byte of properties, padding, CRC-32.
    private static byte[] XzWithDictionary(byte[] xz, byte size)
    {
        byte[] changed = [.. xz];
        changed[16] = size;
        System.IO.Hashing.Crc32.Hash(changed.AsSpan(12, 8)).CopyTo(changed.AsSpan(20));
        return changed;
    }
}
