using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

public sealed class TarLimitTests
{
    [Fact]
    public void A_pax_header_of_a_gigabyte_is_refused_without_being_read()
    {
        using var folder = new TempFolder();
        string path = folder.Write("bomb.tar", output => HostileInput.WholePaxHeader(output, 1 << 30));
        var source = new FileSource(path, FileStamp.Of(new FileInfo(path)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        LayerIndex index = LayerIndexer.Read(Blob.Of(source, 0, source.Length, "layer"), LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
        Assert.Equal((ImageErrorId.TarHeaderTooLarge, 0L), (index.Damage!.ErrorId, index.Damage.Offset));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 2 << 20);
    }

    [Fact]
    public void A_long_name_of_a_gigabyte_is_refused() =>
        Assert.Equal(ImageErrorId.TarHeaderTooLarge, Indexed.EveryWay(HostileInput.LongNameOf(1 << 30)).Damage!.ErrorId);

    [Fact]
    public void Entries_are_counted_up_to_the_limit()
    {
        var limits = new ReadLimits { Entries = 3 };
        var tar = new TarBuilder().File("a").File("b").File("c");
        Assert.Null(Indexed.Read(tar.Build(), limits: limits).Damage);
        LayerIndex index = Indexed.Read(tar.File("d").Build(), limits: limits);
        Assert.Equal((ImageErrorId.CountLimit, 1536L), (index.Damage!.ErrorId, index.Damage.Offset));
        Assert.Equal(3, index.Count);
    }

    [Fact]
    public void A_bomb_of_entries_stops_at_the_limit()
    {
        LayerIndex index = Indexed.Read(Bomb.GzipOfEntries(200_000), limits: new ReadLimits { Entries = 50_000 });
        Assert.Equal((ImageErrorId.CountLimit, 50_000), (index.Damage!.ErrorId, index.Count));
    }

    public static TheoryData<string> Hoards => ["names", "odd names", "directories", "links", "xattrs", "users", "groups"];

    [Theory]
    [MemberData(nameof(Hoards))]
    public void Everything_that_is_kept_of_an_entry_counts_against_the_limit(string hoard)
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 40; i++)
        {
            string text = new string((char)('a' + i % 26), 3_000) + i;
            _ = hoard switch
            {
                "names" => tar.Pax(("path", text)).File("f"),
                "odd names" => tar.Pax(("path", new string('/', 3_000) + i)).File("f"),
                "directories" => tar.Pax(("path", text + "/f")).File("f"),
                "links" => tar.Pax(("linkpath", text)).Symlink("f", "t"),
                "xattrs" => tar.Pax(("SCHILY.xattr.user.x", text)).File("f"),
                "users" => tar.Pax(("uname", text)).File("f"),
                _ => tar.Pax(("gname", text)).File("f"),
            };
        }
        Assert.Null(Indexed.Read(tar.Build()).Damage);
        LayerIndex index = Indexed.Read(tar.Build(), limits: new ReadLimits { NameBytes = 30_000 });
        Assert.Equal(ImageErrorId.CountLimit, index.Damage?.ErrorId);
        Assert.InRange(index.Count, 1, 12);
    }

    [Fact]
    public void A_path_longer_than_Linux_has_is_left_out_and_the_rest_is_shown()
    {
        string longest = new string('a', 2047) + "/" + new string('b', 2048);
        byte[] tar = new TarBuilder().Pax(("path", longest)).File("f").Pax(("path", longest + "c")).File("f", "data").Pax(("path", string.Concat(Enumerable.Repeat("x/", 500_000)) + "y")).File("f").File("last").Build();

        LayerIndex index = Indexed.EveryWay(tar);

        Assert.Null(index.Damage);
        Assert.Equal(["/" + longest, "/last"], Indexed.Paths(index));
        Assert.All(index.Warnings, warning => Assert.Equal(ImageErrorId.CountLimit, warning.ErrorId));
        Assert.Contains("a path of 4097 bytes is left out; no engine unpacks one of more than 4096 (limit PathLength)", index.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_one_odd_name_keep_it_once()
    {
        long[] taken = [.. new[] { 1, 2, 4 }.Select(times =>
        {
            var tar = new TarBuilder();
            for (int i = 0; i < times * 10; i++)
                tar.Pax(("path", new string('/', 3_000) + "x")).File("f");
            return Indexed.Read(tar.Build()).Footprint;
        })];
        Assert.InRange(taken[2] - taken[0], 0, 30 * 200);
    }

    [Fact]
    public void Attributes_do_not_pile_up_over_many_extended_headers_for_the_last_one_counts()
    {
        var tar = new TarBuilder().File("first");
        for (int i = 0; i < 40; i++)
            tar.Declared('x', 1 << 10, new PaxRecords().Add($"SCHILY.xattr.user.{i:D2}", new byte[(1 << 10) - 27]).ToArray());
        LayerIndex index = Indexed.Read(tar.File("last").Build(), limits: new ReadLimits { TarHeaderSize = 10 << 10 });
        Assert.Null(index.Damage);
        Assert.Equal(["user.39"], Indexed.Entries(index)[1].Xattrs!.Keys);
    }

    [Fact]
    public void Warnings_are_kept_up_to_the_limit_and_then_counted()
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 50; i++)
            tar.File("../" + i);
        LayerIndex index = Indexed.Read(tar.Build(), limits: new ReadLimits { Warnings = 10 });
        Assert.Equal(11, index.Warnings.Count);
        Assert.Equal("layer: 40 further warnings are not kept.", index.Warnings[^1].Message);
        Assert.Equal(50, index.Count);
    }

    [Fact]
    public void A_very_long_name_is_cut_in_a_warning()
    {
        LayerIndex index = Indexed.Whole(new TarBuilder().Pax(("path", "../" + new string('n', 100_000))).File("f"));
        Assert.True(Assert.Single(index.Warnings).Message.Length < 1000);
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var folder = new TempFolder();
        string path = folder.Write("large.tar", output => LargeTar.Write(output, seed: 1, entries: 20_000));
        byte[] tar = File.ReadAllBytes(path);
        foreach (byte[] stored in (byte[][])[tar, Compress.Gzip(tar), Compress.Zstd(tar)])
        {
            foreach (LayerNeeds needs in (LayerNeeds[])[LayerNeeds.DiffId, LayerNeeds.Entries])
            {
                using var cancelled = new CancellationTokenSource();
                cancelled.Cancel();
                Assert.ThrowsAny<OperationCanceledException>(() => Indexed.Read(stored, needs, cancellation: cancelled.Token));
            }
        }
    }

    [Fact]
    public void Reading_is_cancelled_in_its_midst()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 1, entries: 20_000);
        byte[] tar = output.ToArray();
        foreach (byte[] stored in (byte[][])[tar, Compress.Gzip(tar)])
        {
            using var cancellation = new CancellationTokenSource();
            var source = new CancellingSource(stored, stored.Length / 2, cancellation);
            var meter = new ReadMeter(cancellation.Token);
            Assert.ThrowsAny<OperationCanceledException>(() =>
                LayerIndexer.Read(Blob.Of(source, 0, stored.Length, "layer"), LayerNeeds.Entries, ReadLimits.Default, meter));
            Assert.InRange(meter.Done, 1, stored.Length - 1);
        }
    }

    [Fact]
    public void Extended_headers_without_end_can_be_cancelled()
    {
        var tar = new TarBuilder().File("one");
        for (int i = 0; i < 5000; i++)
            tar.GlobalPax(("comment", "again"));
        byte[] bytes = tar.Build();
        using var cancellation = new CancellationTokenSource();
        var source = new CancellingSource(bytes, bytes.Length / 4, cancellation);
        Assert.ThrowsAny<OperationCanceledException>(() =>
            LayerIndexer.Read(Blob.Of(source, 0, bytes.Length, "layer"), LayerNeeds.Entries, ReadLimits.Default, new ReadMeter(cancellation.Token)));
        Assert.InRange(source.Furthest, bytes.Length / 4, bytes.Length * 3 / 4);
    }

    [Fact]
    public void The_meter_counts_every_stored_byte_once()
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 2, entries: 3000, meanFileSize: 500);
        foreach (byte[] stored in (byte[][])[output.ToArray(), Compress.Gzip(output.ToArray()), Compress.Zstd(output.ToArray())])
        {
            foreach (LayerNeeds needs in (LayerNeeds[])[LayerNeeds.DiffId, LayerNeeds.Entries])
            {
                var meter = new ReadMeter();
                LayerIndexer.Read(Blob.Of(new MemorySource(stored), 0, stored.Length, "layer"), needs, ReadLimits.Default, meter);
                Assert.Equal(stored.Length, meter.Done);
            }
        }
    }

    /// <summary>Cancels when bytes behind an offset are read.</summary>
    private sealed class CancellingSource(byte[] content, long at, CancellationTokenSource cancellation) : ByteSource
    {
        public override long Length => content.Length;

        public long Furthest { get; private set; }

        public override ByteReader Open() => new Reader(this, new MemorySource(content).Open());

        private void Pass(long offset)
        {
            Furthest = Math.Max(Furthest, offset);
            if (offset >= at)
                cancellation.Cancel();
        }

        private sealed class Reader(CancellingSource source, ByteReader inner) : ByteReader
        {
            public override int Read(Span<byte> buffer, long offset)
            {
                source.Pass(offset);
                return inner.Read(buffer, offset);
            }

            public override void Dispose() => inner.Dispose();
        }
    }
}
