using System.IO.Compression;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Fixtures;

public sealed class CompressTests
{
    private static readonly byte[] Tar = new TarBuilder()
        .Directory("bin").File("bin/tool", HostileInput.Noise(200_000)).Symlink("s", "bin/tool").File("note", "hello").Build();

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.GzipMembers)]
    [InlineData(Packing.Estargz)]
    public void The_framework_unpacks_every_gzip_form(Packing packing)
    {
        var (tar, stored) = Compress.Apply(packing, Tar);

        Assert.Equal(tar, Gunzip(stored));
    }

    [ToolFact("gzip")]
    public void Gzip_accepts_members_fields_and_bombs()
    {
        foreach (var bytes in new[]
        {
            Compress.GzipMembers([], [1], [], [2]), Compress.GzipWithAllFields(Tar), Compress.Gzip([]),
            Bomb.GzipOfZeros(50_000_001), Bomb.GzipOfEntries(5001),
        })
        {
            Check("gzip", "-t", "a.gz", bytes);
        }
    }

    [ToolFact("xz")]
    public void Xz_accepts_the_container()
    {
        foreach (var bytes in new[] { Tar, [], new byte[] { 1 }, new byte[1 << 16], new byte[(1 << 16) + 1] })
        {
            Assert.Equal(bytes, Check("xz", "-dc", "a.xz", Compress.Xz(bytes)));
            Assert.Equal(bytes, Check("xz", "-dc", "a.xz", Compress.XzWithCrc32(bytes)));
        }
    }

    [ToolFact("bzip2")]
    public void Bzip2_unpacks_what_was_packed() => Assert.Equal(Tar, Check("bzip2", "-dc", "a.bz2", Compress.Bzip2(Tar)));

    [ToolFact("zstd")]
    public void Zstd_unpacks_every_zstd_form()
    {
        foreach (var packing in new[] { Packing.Zstd, Packing.ZstdFrames, Packing.ZstdChunked })
            Assert.Equal(Tar, Check("zstd", "-dcq", "a.zst", Compress.Apply(packing, Tar).Stored));
        Assert.Equal(Tar, Check("zstd", "-dcq", "a.zst", Compress.ZstdStreamed(Tar)));
        Assert.Equal(new byte[300_000], Check("zstd", "-dcq", "a.zst", Bomb.ZstdOfZeros(300_000)));
    }

    [Fact]
    public void An_estargz_layer_keeps_its_entries_and_hides_its_table_behind_the_end()
    {
        var (tar, stored) = Compress.Apply(Packing.Estargz, Tar);
        using var reader = new System.Formats.Tar.TarReader(new MemoryStream(tar));
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
            names.Add(entry.Name);

        Assert.Equal([".no.prefetch.landmark", "bin/", "bin/tool", "s", "note"], names);
        Assert.True(tar.AsSpan().IndexOf("stargz.index.json"u8) > 0);
        Assert.Equal("STARGZ"u8.ToArray(), stored[^19..^13]);
    }

    [Fact]
    public void A_hundred_gigabytes_of_zeros_stay_small_as_zstd() => Assert.InRange(Bomb.ZstdOfZeros(100_000_000_000).Length, 1, 4_000_000);

    private static byte[] Check(string tool, string option, string name, byte[] bytes)
    {
        using var folder = new TempFolder();
        return CommandLine.Run(tool, option, folder.Write(name, bytes));
    }

    private static byte[] Gunzip(byte[] bytes)
    {
        using var gzip = new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        using var output = new MemoryStream();
        gzip.CopyTo(output);
        return output.ToArray();
    }
}
