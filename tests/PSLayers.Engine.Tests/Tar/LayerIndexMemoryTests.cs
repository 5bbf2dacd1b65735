using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

// What other tests allocate at the same time would count as the index's.
[CollectionDefinition(nameof(LayerIndexMemoryTests), DisableParallelization = true)]
[Collection(nameof(LayerIndexMemoryTests))]
public sealed class LayerIndexMemoryTests
{
    [Fact]
    public void An_entry_takes_less_than_120_bytes()
    {
        const int Entries = 300_000;
        using var folder = new TempFolder();
        string path = folder.Write("large.tar", output =>
        {
            using var buffered = new BufferedStream(output, 1 << 20);
            LargeTar.Write(buffered, seed: 1, Entries);
        });
        var source = new FileSource(path, FileStamp.Of(new FileInfo(path)));
        Blob blob = Blob.Of(source, 0, source.Length, "layer");

        long before = GC.GetTotalMemory(forceFullCollection: true);
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.Entries, ReadLimits.Default, new ReadMeter());
        long taken = GC.GetTotalMemory(forceFullCollection: true) - before;

        Assert.Equal(Entries, index.Count);
        Assert.Equal("/" + LargeTar.PathOf(Entries - 1), Indexed.Entries(index)[^1].InnerPath);
        Assert.InRange(index.Footprint / Entries, 48, 119);
        Assert.True(taken / Entries < 120, $"{taken / Entries} bytes an entry");
        Assert.InRange(taken, index.Footprint * 3 / 4, index.Footprint * 5 / 4);
        GC.KeepAlive(index);
    }

    [Fact]
    public void The_footprint_counts_what_rare_entries_keep()
    {
        var plain = new TarBuilder();
        var rich = new TarBuilder();
        for (int i = 0; i < 100; i++)
        {
            plain.File("f" + i);
            rich.File("f" + i, xattrs: new Dictionary<string, byte[]> { ["user.large"] = new byte[5000] });
        }
        Assert.InRange(Indexed.Read(rich.Build()).Footprint - Indexed.Read(plain.Build()).Footprint, 500_000, 700_000);
    }
}
