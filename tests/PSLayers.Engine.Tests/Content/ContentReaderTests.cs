using PSLayers.Content;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Content;

/// <summary>Reading data out of layers of every packing, whole or cut.</summary>
public sealed class ContentReaderTests : ContentTest
{
    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Xz)]
    [InlineData(Packing.Bzip2)]
    public void Files_read_the_same_in_any_order(Packing packing)
    {
        byte[][] contents = [.. Enumerable.Range(0, 6).Select(i => HostileInput.Noise(i * 70_000, i))];
        var tar = new TarBuilder();
        for (int i = 0; i < contents.Length; i++)
            tar.Entry(new TarEntrySpec { Path = $"{i}", Content = contents[i] });
        LayeredImage image = Load(packing, tar.Build());
        using var reader = new ContentReader(image);

        Assert.Equal(packing is not (Packing.Xz or Packing.Bzip2), reader.IsRandomAccess(0));
        foreach (int row in new[] { 3, 5, 1, 1, 0, 4, 2 })
            Assert.Equal(contents[row], All(reader.Open(0, row)));
        reader.Close(0);
        Assert.Equal(contents[2], All(reader.Open(0, 2)));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Of_a_file_that_is_cut_off_what_is_there_is_read(Packing packing)
    {
        byte[] content = HostileInput.Noise(10_000, 1);
        byte[] tar = new TarBuilder().Entry(new TarEntrySpec { Path = "f", Content = content }).Build();
        LayeredImage image = Load(packing, tar[..(512 + 6000)]);
        using var reader = new ContentReader(image);
        Stream stream = reader.Open(0, 0);
        byte[] part = new byte[6000];
        stream.ReadExactly(part);

        Assert.Equal(content[..6000], part);
        ImageException error = Assert.Throws<ImageException>(() => stream.ReadByte());
        Assert.Equal((ImageErrorId.LayerTruncated, 512 + 6000L), (error.ErrorId, error.Offset));
        Assert.Contains("4000 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_compressed_layer_that_is_cut_off_what_stands_before_the_cut_can_still_be_read()
    {
        byte[] content = HostileInput.Noise(2 << 20, 1);
        byte[] tar = new TarBuilder().File("before", "well").Entry(new TarEntrySpec { Path = "cut", Content = content }).File("after", "lost").Build();
        byte[] stored = Compress.Gzip(tar);
        var spec = new LayerSpec { Tar = tar, Stored = stored[..(stored.Length / 2)], Packing = Packing.Gzip };
        var opened = OpenOne(new ImageBuilder().Layer(spec).OciArchive());
        LayeredImage image = LayeredImage.Of(opened, Contents(opened), default);
        using var reader = new ContentReader(image);

        for (int again = 0; again < 2; again++)
        {
            Assert.Throws<ImageException>(() => All(reader.Open(0, 1)));
            Assert.Equal("well"u8.ToArray(), All(reader.Open(0, 0)));
        }
    }
}
