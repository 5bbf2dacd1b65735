using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Content;

public sealed class ContentDigestsTests : ArchiveTest
{
    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void Every_file_of_every_layer_has_the_digest_of_its_content(Packing packing)
    {
        IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers = RandomLayers.Entries(seed: 7, layers: 4, entries: 40);
        LayeredImage image = Layered(RandomLayers.Image(seed: 7, layers: 4, entries: 40, packing: packing).OciArchive());
        var meter = new ReadMeter();
        List<(int Layer, int Row)> files = [.. Files(image)];

        // The order in which they are asked for makes no difference, and neither does asking twice.
        ContentDigests digests = ContentDigests.Sha256(image, files.AsEnumerable().Reverse().Concat(files), meter);

        Assert.All(files, file => Assert.Equal(Digest.Of(layers[file.Layer][file.Row].Content), digests[file.Layer, file.Row]));
        Assert.Empty(digests.Errors);
        Assert.Equal((files.Sum(file => image.Tree.Layers[file.Layer]!.Row(file.Row).Size), meter.Total), (meter.Done, meter.Done));
    }

    [Fact]
    public void A_file_that_nobody_asked_for_has_no_digest()
    {
        LayeredImage image = Layered(new ImageBuilder().Layer(new TarBuilder().File("a", "one").File("b", "two")).OciArchive());
        ContentDigests digests = ContentDigests.Sha256(image, [(0, 1)], new ReadMeter());

        Assert.Null(digests[0, 0]);
        Assert.Equal(Digest.Of("two"u8), digests[0, 1]);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void A_layer_that_breaks_off_is_one_error_and_the_files_before_it_have_their_digests(Packing packing)
    {
        byte[] tar = new TarBuilder().File("first", "fine").File("second", HostileInput.Noise(90_000)).File("third", "x").Build();
        byte[] stored = Compress.Apply(packing, tar).Stored;
        var broken = new LayerSpec { Tar = tar, Packing = packing, Stored = stored[..(stored.Length / 2)] };
        LayeredImage image = Layered(new ImageBuilder().Layer(broken).Layer(Samples.One("whole", "fine")).OciArchive());
        ContentDigests digests = ContentDigests.Sha256(image, [(0, 0), (0, 1), (1, 0)], new ReadMeter());

        Assert.Equal(Digest.Of("fine"u8), digests[0, 0]);
        Assert.Null(digests[0, 1]);
        Assert.Equal(Digest.Of("fine"u8), digests[1, 0]);
        Assert.True(Assert.Single(digests.Errors).ErrorId is ImageErrorId.LayerTruncated or ImageErrorId.CompressionCorrupt);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void A_sparse_file_with_a_bad_map_leaves_the_files_behind_it_their_digests(Packing packing)
    {
        TarBuilder tar = new TarBuilder().File("first", "one")
            .Pax(("GNU.sparse.size", "4096"), ("GNU.sparse.numblocks", "2"), ("GNU.sparse.map", "0,512,100,512")).File("bad", new string('x', 1024))
            .File("last", "two");
        LayeredImage image = Layered(new ImageBuilder().Layer(tar.Build(), packing).OciArchive());

        ContentDigests digests = ContentDigests.Sha256(image, [(0, 0), (0, 1), (0, 2)], new ReadMeter());

        Assert.Equal([Digest.Of("one"u8), null, Digest.Of("two"u8)], Enumerable.Range(0, 3).Select(row => digests[0, row]));
        Assert.Equal(ImageErrorId.TarHeaderCorrupt, Assert.Single(digests.Errors).ErrorId);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Holes_that_would_take_years_to_read_are_not_read(Packing packing)
    {
        TarBuilder tar = new TarBuilder().GnuSparse("a", 1L << 62).GnuSparse("b", 1L << 62).GnuSparse("c", 5).File("d", "fine");
        LayeredImage image = Layered(new ImageBuilder().Layer(tar.Build(), packing).OciArchive());

        ContentDigests digests = ContentDigests.Sha256(image, Enumerable.Range(0, 4).Select(row => (0, row)), new ReadMeter());

        Assert.Equal([null, null, Digest.Of(new byte[5]), Digest.Of("fine"u8)], Enumerable.Range(0, 4).Select(row => digests[0, row]));
        Assert.Equal([ImageErrorId.ContentTooLarge, ImageErrorId.ContentTooLarge], digests.Errors.Select(error => error.ErrorId));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Only_holes_count_and_only_up_to_their_limit(Packing packing)
    {
        byte[] data = new byte[200_000];
        data.AsSpan().Fill(1);
        // The first is nearly whole, so that it is read whatever else is.
        TarBuilder tar = new TarBuilder().GnuSparse("whole", 200_512, new SparsePiece(512, data)).GnuSparse("half", 60_000).GnuSparse("over", 60_000).GnuSparse("last", 39_000);
        string path = Folder.Write("limited.tar", new ImageBuilder().Layer(tar.Build(), packing).OciArchive());
        ContainerImage opened = Assert.Single(ImageArchive.Open(path, limits: new ReadLimits { SparseBytes = 100_000 }).Images);
        LayeredImage image = LayeredImage.Of(opened, Contents(opened), default);

        ContentDigests digests = ContentDigests.Sha256(image, Enumerable.Range(0, 4).Select(row => (0, row)), new ReadMeter());

        Assert.Equal([Digest.Of([.. new byte[512], .. data]), Digest.Of(new byte[60_000]), null, Digest.Of(new byte[39_000])],
            Enumerable.Range(0, 4).Select(row => digests[0, row]));
        Assert.Contains("limit SparseBytes", Assert.Single(digests.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_work_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        LayeredImage image = Layered(new ImageBuilder().Layer(Samples.One("a")).OciArchive());
        stop.Cancel();

        Assert.Throws<OperationCanceledException>(() => ContentDigests.Sha256(image, [(0, 0)], new ReadMeter(stop.Token)));
    }

    private LayeredImage Layered(byte[] archive)
    {
        ContainerImage image = OpenOne(archive);
        return LayeredImage.Of(image, Contents(image), default);
    }

    private static IEnumerable<(int Layer, int Row)> Files(LayeredImage image)
    {
        for (int layer = 0; layer < image.Layers.Count; layer++)
        {
            LayerIndex index = image.Tree.Layers[layer]!;
            for (int row = 0; row < index.Count; row++)
            {
                if (index.Row(row).Type == EntryType.File)
                    yield return (layer, row);
            }
        }
    }
}
