using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Tar;

namespace PSLayers.Compression;

/// <summary>However a layer is packed, its index is that of the tar.</summary>
public sealed class LayerPackingTests
{
    public static TheoryData<Packing> Packings => [.. Enum.GetValues<Packing>()];

    [Theory]
    [MemberData(nameof(Packings))]
    public void The_index_and_the_DiffId_are_those_of_the_tar(Packing packing)
    {
        for (int seed = 0; seed < 4; seed++)
            Expect(RandomLayers.Tar(RandomLayers.Entries(seed, layers: 1, entries: 60)[0]), packing);
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void A_tar_of_several_megabytes_reads_the_same(Packing packing)
    {
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 5, entries: packing is Packing.Bzip2 ? 60 : 400, meanFileSize: 6000);
        Expect(output.ToArray(), packing);
    }

    [Theory]
    [MemberData(nameof(Packings))]
    public void An_empty_layer_reads_the_same(Packing packing) => Expect(EmptyLayers.TwoBlocks, packing);

    [Fact]
    public void The_empty_layers_of_real_builders_have_their_known_DiffIds()
    {
        foreach (byte[] stored in (byte[][])[EmptyLayers.DockerGzip, EmptyLayers.BuildKitGzip, EmptyLayers.TwoBlocks])
        {
            LayerIndex index = Indexed.Read(stored, LayerNeeds.DiffId);
            Assert.Equal((0, 1024L), (index.Count, index.TarSize));
            Assert.StartsWith("sha256:5f70bf18", index.DiffId.ToString(), StringComparison.Ordinal);
        }
        Assert.StartsWith("sha256:84ff9269", Indexed.Read(EmptyLayers.TenKilobytes, LayerNeeds.DiffId).DiffId.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_table_of_contents_behind_the_end_is_part_of_the_tar_but_no_entry()
    {
        byte[] tar = new TarBuilder().File("f", "x").Build();
        var (behind, storedBehind) = Compress.Estargz(tar, tocBehindEnd: true);
        Assert.Equal(["/.no.prefetch.landmark", "/f"], Indexed.Paths(Indexed.Read(storedBehind)));
        Assert.Equal(behind.Length, Indexed.Read(storedBehind).TarSize);
        var (_, storedInside) = Compress.Estargz(tar, tocBehindEnd: false);
        Assert.Equal(["/.no.prefetch.landmark", "/f", "/stargz.index.json"], Indexed.Paths(Indexed.Read(storedInside)));
    }

    [Fact]
    public void Other_forms_of_the_same_compression_read_the_same()
    {
        byte[] tar = RandomLayers.Tar(RandomLayers.Entries(7, layers: 1)[0]);
        byte[][] forms =
        [
            Compress.GzipWithAllFields(tar), Compress.GzipMembers([], tar, []), Compress.GzipWithTail(tar, new byte[1000]),
            Compress.ZstdStreamed(tar), Compress.ZstdFrames([], tar, []), Compress.XzWithCrc32(tar),
        ];
        foreach (byte[] stored in forms)
            Expect(tar, stored);
    }

    [Fact]
    public void Bzip2_streams_one_after_another_are_one_tar()
    {
        byte[] tar = RandomLayers.Tar(RandomLayers.Entries(7, layers: 1)[0]);
        Expect(tar, Compress.Concat(Compress.Bzip2(tar[..1024]), Compress.Bzip2(tar[1024..])));
    }

    [Fact]
    public void Xz_streams_one_after_another_are_one_tar()
    {
        byte[] tar = RandomLayers.Tar(RandomLayers.Entries(7, layers: 1)[0]);
        Expect(tar, Compress.Concat(Compress.Xz(tar[..1024]), Compress.Xz(tar[1024..])));
        Expect(tar, Compress.Concat(Compress.Xz(tar[..1024]), new byte[8], Compress.Xz(tar[1024..])));
    }

    [Fact]
    public void A_tar_whose_first_name_looks_like_a_magic_is_still_a_tar()
    {
        foreach (string name in (string[])["BZh", "BZhello.txt", "BZh9", "BZip", "P*M"])
            Assert.Equal(["/" + name], Indexed.Paths(Indexed.Whole(new TarBuilder().File(name))));
    }

    [Fact]
    public void Bytes_too_few_for_a_magic_are_not_compressed()
    {
        Assert.Equal("none", CompressionFormat.Of([]).Name);
        Assert.Equal("none", CompressionFormat.Of([0x1F]).Name);
        Assert.Equal("none", CompressionFormat.Of("BZ"u8).Name);
        Assert.Equal("gzip", CompressionFormat.Of([0x1F, 0x8B]).Name);
    }

    [Fact]
    public void Gzip_in_gzip_is_no_layer()
    {
        LayerIndex index = Indexed.Read(Compress.GzipTwice(new TarBuilder().File("f").Build()));
        Assert.Equal((0, ImageErrorId.LayerTruncated), (index.Count, index.Damage!.ErrorId));
    }

    [ToolFact("xz")]
    public void What_xz_writes_reads_the_same() => ExpectOfTool("xz", [["-6"], ["-0", "--block-size=20000"], ["--check=sha256"], ["--check=none"], ["--x86", "--lzma2"]]);

    [ToolFact("bzip2")]
    public void What_bzip2_writes_reads_the_same() => ExpectOfTool("bzip2", [["-1"], ["-9"]]);

    [ToolFact("zstd")]
    public void What_zstd_writes_reads_the_same() => ExpectOfTool("zstd", [["-1"], ["-19"], ["--long=27"], ["--no-check"]]);

    [ToolFact("gzip")]
    public void What_gzip_writes_reads_the_same() => ExpectOfTool("gzip", [["-1"], ["-9"], ["-n"]]);

    private static void ExpectOfTool(string tool, string[][] options)
    {
        using var folder = new TempFolder();
        using var output = new MemoryStream();
        LargeTar.Write(output, seed: 9, entries: 60, meanFileSize: 3000);
        string path = folder.Write("layer.tar", output.ToArray());
        foreach (string[] option in options)
            Expect(output.ToArray(), CommandLine.Run(tool, [.. option, "-c", "-k", path]));
    }

    private static void Expect(byte[] tar, Packing packing)
    {
        var (plain, stored) = Compress.Apply(packing, tar);
        Expect(plain, stored);
        if (packing != Packing.None)
            Assert.NotEqual("none", CompressionFormat.Of(stored).Name);
    }

    private static void Expect(byte[] tar, byte[] stored)
    {
        string expected = Indexed.Describe(Indexed.Whole(tar));
        Assert.Equal(expected, Indexed.Describe(Indexed.Read(stored)));
        LayerIndex index = Indexed.Read(stored, LayerNeeds.DiffId);
        Assert.Equal(expected, Indexed.Describe(index));
        Assert.Equal(Sha.Digest256(tar), index.DiffId.ToString());
    }
}
