using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Docker archives as podman, kaniko, ko, jib, bazel and nix write them.</summary>
public sealed class OtherBuildersTests : ArchiveTest
{
    [Fact]
    public void Podman_save_has_layers_by_DiffId_and_links_to_them()
    {
        BuiltImage built = Samples.App().PodmanArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal("docker-archive", image.Format);
        Assert.Equal(built.Layers.Sum(layer => layer.StoredSize), image.StoredSize);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Podman_save_unpacked_into_a_folder_reads_the_same()
    {
        BuiltImage built = Samples.App().PodmanArchive();
        AssertIs(built, OpenFolder(built));
    }

    [Theory]
    [InlineData(Packing.Gzip, "gzip")]
    [InlineData(Packing.Zstd, "zstd")]
    [InlineData(Packing.None, "none")]
    public void Kaniko_and_ko_name_the_config_with_a_colon_and_every_layer_tar_gz(Packing packing, string compression)
    {
        BuiltImage built = Samples.App(packing).KanikoArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.All(Layers(image), layer => Assert.Equal(compression, layer.Compression));
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Kaniko_lists_a_layer_twice_that_is_there_once()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base(), Packing.Gzip).Layer(Samples.Base(), Packing.Gzip).Tag("k:1").KanikoArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(built.Layers[0].StoredSize, image.StoredSize);
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0L)]
    [InlineData(null, null)]
    public void Jib_has_config_json_and_a_time_of_1970_or_none(string? created, long? seconds)
    {
        BuiltImage built = Samples.App(Packing.Gzip).Config(config => config["created"] = created).JibArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(seconds, image.Created?.ToUnixTimeSeconds());
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Bazel_stores_Windows_bases_as_empty_files_and_empty_layers_as_zeros()
    {
        BuiltImage built = new ImageBuilder().Layer(EmptyLayers.NoBytes).Layer(EmptyLayers.TenKilobytes).Layer(Samples.Base()).Tag("bazel:1").BazelArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal([0, 0, 3], Layers(image).Select(layer => layer.EntryCount!.Value));
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Nix_has_no_repositories_and_a_time_one_second_past_1970()
    {
        BuiltImage built = Samples.App().Config(config => config["created"] = "1970-01-01T00:00:01Z").NixArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddSeconds(1), image.Created);
    }

    [Fact]
    public void A_tag_in_any_form_is_shown_as_it_is()
    {
        string[] tags = ["localhost:5000/team/app:1", "docker.io/library/ubuntu:24.04", "ghcr.io/a/b@sha256:" + new string('a', 64)];
        ContainerImage image = OpenOne(HostileInput.SmallImage().Tag(tags).PodmanArchive());
        Assert.Equal(["small:1", .. tags], image.Tags);
        Assert.DoesNotContain(ImageErrorId.ValueIgnored, Codes(image));
    }
}
