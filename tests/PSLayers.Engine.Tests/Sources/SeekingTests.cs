using PSLayers.Bytes;
using PSLayers.Compression.Seeking;
using PSLayers.Compression;
using PSLayers.Content;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Content of compressed layers, and of archives that are compressed as a whole, is near wherever it is.</summary>
public sealed class SeekingTests : ArchiveTest
{
    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Estargz)]
    [InlineData(Packing.ZstdChunked)]
    public void A_layer_that_was_listed_can_be_read_at_any_place(Packing packing)
    {
        ContainerImage image = OpenOne(RandomLayers.Image(seed: 3, layers: 3, entries: 50, packing: packing).OciArchive());
        Assert.All(image.Layers, layer => Assert.False(layer.Blob!.IsRandomAccess));
        var layered = LayeredImage.Of(image, Contents(image), default);
        Assert.All(image.Layers, layer => Assert.True(layer.Blob!.IsRandomAccess));
        using var reader = new ContentReader(layered);
        Assert.True(reader.IsRandomAccess(2));
    }

    [Theory]
    [InlineData(Packing.None, Packing.Gzip)]
    [InlineData(Packing.Gzip, Packing.Gzip)]
    [InlineData(Packing.ZstdFrames, Packing.GzipMembers)]
    public void So_can_layers_in_an_archive_that_is_compressed_as_a_whole(Packing inner, Packing outer)
    {
        ContainerImage image = OpenOne(RandomLayers.Image(seed: 4, layers: 3, entries: 50, packing: inner).OciArchive().Packed(outer));
        IReadOnlyList<IReadOnlyList<TarEntrySpec>> expected = RandomLayers.Entries(seed: 4, layers: 3, entries: 50);
        var layered = LayeredImage.Of(image, Contents(image), default);
        using var reader = new ContentReader(layered);
        for (int layer = image.LayerCount - 1; layer >= 0; layer--)
        {
            Assert.True(image.Layers[layer].Blob!.IsRandomAccess);
            for (int row = layered.Tree.Layers[layer]!.Count - 1; row >= 0; row--)
            {
                if (layered.Tree.Layers[layer]!.Row(row).Type != EntryType.File)
                    continue;
                using EntryStream content = reader.Open(layer, row);
                Assert.Equal(expected[layer][row].Content, Everything(content));
            }
        }
    }

    [Fact]
    public void Two_images_that_share_a_layer_share_its_seek_points()
    {
        BuiltImage One(string tag) => new ImageBuilder().Layer(Samples.Base(), Packing.Gzip).Tag(tag).Config(config => config["author"] = tag).KanikoArchive();
        ImageArchive both = Open(PSLayers.Fixtures.Archives.Combine(One("one:1"), One("two:1")).ToTar());
        Assert.Equal(2, both.Images.Count);
        Contents(both.Images[0]);
        Contents(both.Images[1]);
        Assert.NotNull(both.Images[0].Layers[0].Blob!.Seeks);
        Assert.Same(both.Images[0].Layers[0].Blob!.Seeks, both.Images[1].Layers[0].Blob!.Seeks);
    }

    [Fact]
    public void An_archive_that_is_read_at_one_place_is_not_read_from_its_front()
    {
        byte[] plain = HostileInput.Noise(3_000_000);
        var source = new CountingSource(Compress.Gzip(plain));
        ReadLimits limits = new() { SeekSpacing = 200_000, SeekTableShare = 1000 };
        Blob outer = Seekable.Listed(source, limits);
        var files = new CompressedSource(outer, plain.Length, limits);
        Assert.True(files.IsRandomAccess);
        source.BytesRead = 0;

        byte[] blob = Blob.Of(files, 2_500_000, 1000, "blob").ReadAll(1000);

        Assert.Equal(plain[2_500_000..2_501_000], blob);
        Assert.InRange(source.BytesRead, 1000, 600_000);
    }

    private static byte[] Everything(Stream content)
    {
        byte[] bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private sealed class CountingSource(byte[] content) : ByteSource
    {
        private readonly MemorySource _content = new(content);

        public long BytesRead { get; set; }

        public override long Length => content.Length;

        public override ByteReader Open() => new Reader(this, _content.Open());

        private sealed class Reader(CountingSource source, ByteReader content) : ByteReader
        {
            public override int Read(Span<byte> buffer, long offset)
            {
                int read = content.Read(buffer, offset);
                source.BytesRead += read;
                return read;
            }

            public override void Dispose() => content.Dispose();
        }
    }
}
