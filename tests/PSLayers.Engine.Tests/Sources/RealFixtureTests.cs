using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;
using PSLayers.Tar;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Images that other people's tools saved, with figures that are known.</summary>
public sealed class RealFixtureTests
{
    [FixtureFact]
    public void The_docker_image_has_14_layers_451_entries_and_1220598_bytes()
    {
        ContainerImage image = One("test-docker-image.tar");
        ImageLayer[] layers = ArchiveTest.Layers(image);

        Assert.Equal("docker-archive", image.Format);
        Assert.Equal(["dive-test:latest"], image.Tags);
        Assert.Equal("sha256:75ae28b8ebf89b203319069ddcbecdf5c3838503bbebc0d0d85e4b8589c5de3a", image.ImageId);
        Assert.Equal([415, 1, 4, 3, 3, 3, 3, 4, 2, 2, 4, 2, 3, 2], layers.Select(layer => layer.EntryCount!.Value));
        Assert.Equal(451, layers.Sum(layer => layer.EntryCount));
        Assert.Equal(1_220_598, layers.Sum(layer => layer.Size));
        Assert.Equal([7, 9], layers.Where(layer => layer.WhiteoutCount == 1).Select(layer => layer.LayerIndex));
        Assert.Equal(2, layers.Sum(layer => layer.WhiteoutCount));
        Assert.All(layers, layer => Assert.Equal("none", layer.Compression));
        Assert.Empty(image.Warnings);
        Assert.All(layers, layer => Assert.Empty(layer.Warnings));
    }

    [FixtureFact]
    public void Every_layer_of_the_docker_image_has_the_DiffId_that_its_config_states()
    {
        ContainerImage image = One("test-docker-image.tar");
        foreach (LayerSource layer in image.Layers)
        {
            LayerIndex content = LayerIndexer.Read(layer.Blob!, LayerNeeds.DiffId, ReadLimits.Default, new Bytes.ReadMeter());
            Assert.Equal(layer.DiffId, content.DiffId.ToString());
        }
    }

    [FixtureFact]
    public void The_docker_images_history_fits_its_layers()
    {
        ContainerImage image = One("test-docker-image.tar");
        HistoryEntry[] history = [.. HistoryPairing.Entries(image, [.. ArchiveTest.Layers(image).Select(layer => layer.Size)])];

        Assert.Equal(14, history.Count(entry => entry.LayerIndex is not null));
        Assert.Equal(image.Config!.History.Count, history.Length);
        Assert.Equal(1_220_598, history.Sum(entry => entry.Size));
        Assert.Equal("75ae28b8ebf8", history[0].ShortImageId);
    }

    [FixtureFact]
    public void The_OCI_archives_have_the_same_layer_in_three_compressions()
    {
        var diffIds = new HashSet<string?>();
        foreach ((string file, string compression) in new[] { ("gzip", "gzip"), ("zstd", "zstd"), ("uncompressed", "none") })
        {
            ContainerImage image = One($"test-oci-{file}-image.tar");
            ImageLayer layer = Assert.Single(ArchiveTest.Layers(image));

            Assert.Equal(("oci-archive", "linux/arm64"), (image.Format, image.Platform));
            Assert.Equal((compression, 1, 11_189L), (layer.Compression, layer.EntryCount, layer.Size));
            Assert.Empty(image.Warnings);
            diffIds.Add(layer.DiffId);
        }
        Assert.StartsWith("sha256:356d5e7f4012", Assert.Single(diffIds), StringComparison.Ordinal);
    }

    [FixtureFact]
    public void The_image_that_is_none_is_shown_as_a_root_file_system()
    {
        ContainerImage image = One("test-gzip-image.tar");

        Assert.Equal("rootfs", image.Format);
        Assert.Equal(["/README.md"], ArchiveTest.Paths(Assert.Single(ArchiveTest.Contents(image))));
        Assert.Equal([ImageErrorId.RootFileSystem], ArchiveTest.Codes(image));
    }

    [FixtureFact]
    public void Test_image_1_has_two_files_of_eight_bytes()
    {
        ContainerImage image = One("test_image_1.tar");
        ImageLayer layer = Assert.Single(ArchiveTest.Layers(image));

        Assert.StartsWith("sha256:6e0b05049ed9", image.ImageId, StringComparison.Ordinal);
        Assert.StartsWith("sha256:8897395fd26d", layer.DiffId, StringComparison.Ordinal);
        Assert.EndsWith("7b17", layer.DiffId, StringComparison.Ordinal);
        Assert.Equal((2, 8L), (layer.FileCount, layer.Size));
    }

    [FixtureFact]
    public void The_bundle_has_two_images_and_a_layer_source()
    {
        ImageArchive archive = Open("test_bundle.tar");

        Assert.Equal(["test_image_2", "test_image_1"], archive.Images.Select(image => image.Name));
        ImageLayer layer = Assert.Single(ArchiveTest.Layers(archive.Images[0]));
        Assert.Equal("application/vnd.docker.image.rootfs.diff.tar.gzip", layer.MediaType);
        // The source tells the digest of a gzip of 165 bytes; the archive has the plain tar, which that digest does not name.
        Assert.Equal(("none", 10_240L, null), (layer.Compression, layer.StoredSize, layer.Digest));
        Assert.Empty(archive.Images[0].Warnings);
    }

    [FixtureFact]
    public void A_layer_that_is_a_link_reads_as_any_other()
    {
        ImageArchive archive = Open("test_link.tar");

        Assert.Equal(2, archive.Images.Count);
        foreach (ContainerImage image in archive.Images)
        {
            Assert.All(ArchiveTest.Layers(image), layer => Assert.True(layer.EntryCount > 0 || layer.TarSize == 2048));
            Assert.All(ArchiveTest.Contents(image), layer => Assert.Null(layer!.Damage));
            Assert.Empty(image.Warnings);
        }
    }

    [FixtureFact]
    public void The_images_of_whiteouts_and_overwritten_files_read_without_a_warning()
    {
        ImageLayer[] whiteouts = ArchiveTest.Layers(One("whiteout_image.tar"));
        Assert.Equal(3, whiteouts.Length);
        Assert.True(whiteouts.Sum(layer => layer.WhiteoutCount) > 0);
        Assert.All(ArchiveTest.Contents(One("overwritten_file.tar")), layer => Assert.Null(layer!.Damage));
    }

    internal static ImageArchive Open(string name)
    {
        ImageArchive archive = ImageArchive.Open(RealFixtures.PathOf(name)!);
        Assert.Empty(archive.Errors);
        return archive;
    }

    internal static ContainerImage One(string name) => Assert.Single(Open(name).Images);
}
