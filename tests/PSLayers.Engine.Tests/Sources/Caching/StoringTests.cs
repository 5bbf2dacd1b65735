using System.Text;
using CsCheck;
using PSLayers.Bytes;
using PSLayers.Compression.Deflate;
using PSLayers.Compression.Seeking;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Tar;

namespace PSLayers.Sources.Caching;

/// <summary>Tables as bytes: what is written is what is read, and whatever else is read does no harm.</summary>
public sealed class StoringTests
{
    [Fact]
    public void An_index_is_the_same_after_writing_and_reading() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Bool).Sample(
            (seed, tidy) =>
            {
                byte[] tar = RandomLayers.Tar(RandomLayers.Entries(seed, layers: 1, entries: 60, tidy)[0]);
                LayerIndex index = Indexed.Read(tar);
                LayerIndex again = LayerIndex.Read(Reader(Written(index.Write)));
                Assert.Equal(Indexed.Describe(index), Indexed.Describe(again));
                Assert.Equal((index.Footprint, index.DirectoryCount), (again.Footprint, again.DirectoryCount));
            },
            iter: 150);

    [Fact]
    public void So_are_rare_facts_odd_names_and_warnings()
    {
        var tar = new TarBuilder().File("a//b/../c", "odd").File("../out", "leads out").File("", "no name").File("caf\udce9", "no UTF-8").File(".wh.", "bare");
        byte[] xattrs = RandomLayers.Tar(RandomLayers.Entries(5, layers: 1, entries: 300)[0]);
        foreach (byte[] bytes in (byte[][])[tar.Build(), xattrs])
        {
            LayerIndex index = Indexed.Read(bytes);
            Assert.Equal(Indexed.Describe(index), Indexed.Describe(LayerIndex.Read(Reader(Written(index.Write)))));
        }
        Assert.NotEmpty(Indexed.Read(tar.Build()).Warnings);
    }

    // What a row is must be what its name says, whoever wrote it: the rest of the engine cuts the name by it.
    [Theory]
    [InlineData(".wh.gone", "a.nogone")]
    [InlineData(".wh..wh..opq", ".wh.gonegone")]
    [InlineData(".wh.gonegone", ".wh..wh..opq")]
    public void A_whiteout_whose_name_is_none_is_refused(string name, string forged)
    {
        byte[] whole = Written(Indexed.Read(new TarBuilder().File($"d/{name}", "").Build()).Write);
        int at = whole.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name));
        Encoding.ASCII.GetBytes(forged).CopyTo(whole.AsSpan(at));

        Assert.Throws<InvalidDataException>(() => LayerIndex.Read(Reader(whole)));
    }

    [Theory]
    [InlineData("owner", "ow\u001b[m")]
    [InlineData("group", "gr\u009b1m")]
    [InlineData("user.a", "user\u202Ea")]
    public void Text_that_no_scanner_writes_is_refused(string text, string forged)
    {
        byte[] whole = Written(Indexed.Read(new TarBuilder().File("a", "", user: "owner", group: "group", xattrs: new Dictionary<string, byte[]> { ["user.a"] = [1] }).Build()).Write);
        int at = whole.AsSpan().IndexOf(Encoding.Unicode.GetBytes(text));
        Encoding.Unicode.GetBytes(forged).CopyTo(whole.AsSpan(at));

        Assert.Throws<InvalidDataException>(() => LayerIndex.Read(Reader(whole)));
    }

    [Fact]
    public void An_index_with_any_bytes_changed_is_refused_or_harmless()
    {
        var random = new Random(8);
        byte[] whole = Written(Indexed.Read(RandomLayers.Tar(RandomLayers.Entries(3, layers: 1, entries: 40, tidy: false)[0])).Write);
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = Changed(whole, random);
            try
            {
                Indexed.Describe(LayerIndex.Read(Reader(changed)));
            }
            catch (InvalidDataException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 1000, 4000);
    }

    [Fact]
    public void Seek_points_are_the_same_after_writing_and_reading()
    {
        byte[] data = DeflateSamples.Make(6, 500_000, 1);
        byte[] stored = DeflateSamples.Gzip(data);
        SeekTable table = Seekable.Listed(stored, Seekable.Dense).Seeks!.Table;
        SeekTable again = SeekTable.Read(Reader(Written(table.Write)), stored.Length);
        Assert.Equal((table.Count, table.OutputLength, table.LongestSpan), (again.Count, again.OutputLength, again.LongestSpan));
        for (int point = 0; point < table.Count; point++)
        {
            Assert.Equal(table[point], again[point]);
            Assert.True(table.PackedWindow(point).SequenceEqual(again.PackedWindow(point)));
        }
        Assert.Throws<InvalidDataException>(() => SeekTable.Read(Reader(Written(table.Write)), stored.Length / 2));
    }

    [Fact]
    public void Seek_points_with_any_bytes_changed_are_refused_or_within_the_stream()
    {
        var random = new Random(9);
        byte[] stored = DeflateSamples.Gzip(DeflateSamples.Make(6, 300_000, 1));
        byte[] whole = Written(Seekable.Listed(stored, Seekable.Dense).Seeks!.Table.Write);
        for (int i = 0; i < 3000; i++)
        {
            try
            {
                SeekTable table = SeekTable.Read(Reader(Changed(whole, random)), stored.Length);
                for (int point = 0; point < table.Count; point++)
                    Assert.InRange(table[point].CompressedOffset, 0, stored.Length);
            }
            catch (InvalidDataException)
            {
                // The other outcome that is right.
            }
        }
    }

    [Fact]
    public void A_number_of_things_that_cannot_be_there_takes_no_memory()
    {
        var writer = new StoreWriter();
        writer.Number(int.MaxValue);
        byte[] bytes = writer.Written.ToArray();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidDataException>(() => Reader(bytes).Items<long>());
        Assert.Throws<InvalidDataException>(() => Reader(bytes).Block());
        Assert.Throws<InvalidDataException>(() => Reader(bytes).Text());
        Assert.Throws<InvalidDataException>(() => Reader(bytes).LongNumber());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte[] Written(Action<StoreWriter> write)
    {
        var writer = new StoreWriter();
        write(writer);
        return writer.Written.ToArray();
    }

    private static StoreReader Reader(byte[] bytes) => new(bytes);

    private static byte[] Changed(byte[] whole, Random random)
    {
        byte[] changed = random.Next(5) == 0 ? whole[..random.Next(whole.Length)] : [.. whole];
        for (int left = random.Next(1, 4); left > 0 && changed.Length > 0; left--)
        {
            int at = random.Next(3) == 0 ? random.Next(changed.Length) : random.Next(changed.Length / 4 + 1) & ~3;
            changed[Math.Min(at + random.Next(4), changed.Length - 1)] = (byte)(random.Next(2) == 0 ? 0xFF : random.Next(256));
        }
        return changed;
    }
}
