using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Whole archives that are compressed, and tars that are no image but can be looked at like one.</summary>
public sealed class OuterFormTests : ArchiveTest
{
    [Theory]
    [InlineData(Packing.Gzip, "gzip")]
    [InlineData(Packing.GzipMembers, "gzip")]
    [InlineData(Packing.Zstd, "zstd")]
    [InlineData(Packing.ZstdFrames, "zstd")]
    [InlineData(Packing.Xz, "xz")]
    [InlineData(Packing.Bzip2, "bzip2")]
    public void A_compressed_archive_reads_as_the_plain_one(Packing packing, string compression)
    {
        BuiltImage docker = Samples.App().DockerArchive();
        ContainerImage image = OpenOne(docker.Packed(packing), "docker.bin");
        AssertIs(docker, image);
        Assert.Equal($"docker-archive+{compression}", image.Format);

        // Compressed layers within are read where they lie.
        BuiltImage oci = Samples.App(Packing.Gzip).OciArchive();
        image = OpenOne(oci.Packed(packing), "oci.bin");
        AssertIs(oci, image);
        Assert.Equal($"oci-archive+{compression}", image.Format);
    }

    [Fact]
    public void The_file_name_tells_nothing()
    {
        BuiltImage built = Samples.App().DockerArchive();
        Assert.Equal("docker-archive", OpenOne(built, "image.tar.gz").Format);
        Assert.Equal("docker-archive+gzip", OpenOne(built.Packed(Packing.Gzip), "image.tar").Format);
        Assert.Equal("docker-archive", OpenOne(built, "no suffix, but spaces and [brackets]").Format);
    }

    [Fact]
    public void Links_and_duplicates_work_in_a_compressed_archive()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base()).Layer(Samples.Base()).Tag("twice:1").DockerArchive(new DockerArchiveOptions { LinksFirst = true });
        AssertIs(built, OpenOne(built.Packed(Packing.Zstd)));
    }

    [Fact]
    public void An_archive_within_two_compressions_says_so()
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(Compress.GzipTwice(Samples.App().DockerArchive())));
        Assert.Equal(ImageErrorId.NotAnImage, error.ErrorId);
        Assert.Contains("the file is gzip, and its content is compressed once more (gzip)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Packing.None, "rootfs")]
    [InlineData(Packing.Gzip, "rootfs+gzip")]
    [InlineData(Packing.Zstd, "rootfs+zstd")]
    public void The_tar_of_a_root_file_system_is_shown_as_one_layer_with_a_warning(Packing packing, string format)
    {
        byte[] tar = Samples.Base().Build();
        byte[] stored = Compress.Apply(packing, tar).Stored;
        ContainerImage image = OpenOne(stored, "export.tar");
        ImageLayer layer = Assert.Single(Layers(image));

        Assert.Equal((format, "export.tar"), (image.Format, image.Name));
        Assert.Equal([ImageErrorId.RootFileSystem], Codes(image));
        Assert.Equal((null, null, null), (image.ImageId, image.Config, image.Platform));
        Assert.Equal((3, (long)tar.Length, Sha.Digest256(tar)), (layer.EntryCount, layer.TarSize, layer.DiffId));
        Assert.Equal("(missing)", Assert.Single(HistoryPairing.Entries(image, [null])).CreatedBy);
    }

    [Theory]
    [InlineData("manifest.json", """{"name":"my web app","icons":[]}""")]
    [InlineData("manifest.json", "[]")]
    [InlineData("index.json", "[1,2,3]")]
    public void A_root_file_system_may_have_documents_that_are_called_like_an_images(string name, string json)
    {
        byte[] tar = new TarBuilder().File(name, json).Directory("etc").File("etc/passwd", "root").Build();
        ContainerImage image = OpenOne(tar);

        Assert.Equal("rootfs", image.Format);
        Assert.Equal([ImageErrorId.RootFileSystem], Codes(image));
        Assert.Equal(["/" + name, "/etc", "/etc/passwd"], Paths(Assert.Single(Contents(image))));
    }

    [Fact]
    public void Files_of_a_root_file_system_that_are_archives_are_files()
    {
        byte[] inner = Samples.App().DockerArchive();
        ContainerImage image = OpenOne(Compress.Gzip(new TarBuilder().Directory("images").File("images/app.tar", inner).Build()));
        Assert.Equal(["/images", "/images/app.tar"], Paths(Assert.Single(Contents(image))));
    }
}
