using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What docker 1.10 to 24 saves.</summary>
public sealed class DockerArchiveTests : ArchiveTest
{
    [Fact]
    public void Docker_save_gives_config_tags_and_layers()
    {
        BuiltImage built = Samples.App().DockerArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal("docker-archive", image.Format);
        Assert.Equal(["app:1", "app:latest"], image.Tags);
        Assert.Equal("app:1", image.Name);
        Assert.Equal(("linux/amd64", "linux", "amd64"), (image.Platform, image.Os, image.Architecture));
        Assert.Equal(new DateTimeOffset(2024, 5, 6, 7, 8, 9, TimeSpan.Zero).AddTicks(1234568), image.Created);
        Assert.Equal("someone", image.Author);
        Assert.Null(image.ManifestDigest);
        Assert.All(Layers(image), layer => Assert.Null(layer.Digest));
        Assert.Empty(image.Warnings);
        Assert.Equal(built.Layers.Sum(layer => layer.StoredSize), image.StoredSize);
    }

    [Fact]
    public void Layers_stand_in_the_order_of_the_manifest_and_not_of_the_archive()
    {
        BuiltImage built = Samples.App().DockerArchive().With(archive => archive.Files.Reverse());
        AssertIs(built, OpenOne(built));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Where_the_manifest_and_the_directories_stand_does_not_matter(bool manifestFirst, bool directoriesFirst, bool noDirectories)
    {
        BuiltImage built = Samples.App().DockerArchive(new DockerArchiveOptions
        {
            ManifestFirst = manifestFirst, DirectoriesFirst = directoriesFirst, NoDirectories = noDirectories,
        });
        AssertIs(built, OpenOne(built));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_image_without_tags_is_named_by_its_short_id(bool repoTagsNull)
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base()).DockerArchive(new DockerArchiveOptions { RepoTagsNull = repoTagsNull });
        ContainerImage image = OpenOne(built);

        Assert.Empty(image.Tags);
        Assert.Equal(built.ConfigDigest["sha256:".Length..][..12], image.Name);
        Assert.Equal(image.Name, image.Config!.ImageName);
    }

    [Fact]
    public void The_Parent_key_of_old_dockers_does_no_harm()
    {
        BuiltImage built = Samples.App().DockerArchive(new DockerArchiveOptions { Parent = "sha256:" + new string('a', 64) });
        AssertIs(built, OpenOne(built));
    }

    [Theory]
    [InlineData(DuplicateLayer.Symlink, false)]
    [InlineData(DuplicateLayer.Symlink, true)]
    [InlineData(DuplicateLayer.HardLink, false)]
    [InlineData(DuplicateLayer.HardLink, true)]
    [InlineData(DuplicateLayer.Copy, false)]
    public void A_layer_that_occurs_twice_keeps_both_places(DuplicateLayer duplicates, bool linksFirst)
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base()).Layer(Samples.One("between")).Layer(Samples.Base()).Tag("twice:1")
            .DockerArchive(new DockerArchiveOptions { Duplicates = duplicates, LinksFirst = linksFirst });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(image.Config!.DiffIds[0], image.Config.DiffIds[2]);
        // A link shares the bytes; a copy has them again.
        long each = built.Layers[0].StoredSize, between = built.Layers[1].StoredSize;
        Assert.Equal(duplicates == DuplicateLayer.Copy ? each + between + each : each + between, image.StoredSize);
    }

    [Fact]
    public void A_link_may_lead_over_several_links()
    {
        BuiltImage built = HostileInput.SmallImage().DockerArchive();
        string path = built.Layers[0].V1Id + "/layer.tar";
        built.With(archive =>
        {
            byte[] tar = archive[path];
            archive.Remove(path).Symlink(path, "../a/b/../link").Symlink("a/link", "second").HardLink("a/second", "real.tar").File("real.tar", tar);
        });
        AssertIs(built, OpenOne(built));
    }

    [Theory]
    [InlineData("../../outside.tar", ImageErrorId.PathOutside)]
    [InlineData("/etc/passwd", ImageErrorId.BlobMissing)]
    [InlineData("../nowhere/layer.tar", ImageErrorId.BlobMissing)]
    public void A_layer_that_is_a_link_to_elsewhere_is_absent_and_the_others_are_read(string target, ImageErrorId code)
    {
        ContainerImage image = OpenOne(HostileManifest.LayerLink(target));
        ImageLayer[] layers = Layers(image);

        Assert.Contains(code, Codes(image));
        Assert.Equal([false, true], layers.Select(layer => layer.Present));
        Assert.Null(layers[0].EntryCount);
        Assert.Equal(2, layers[1].EntryCount);
    }

    [Theory]
    [InlineData("manifest.json", "/")]
    [InlineData("manifest.json and the files", "/")]
    [InlineData("manifest.json", "//./")]
    public void Names_that_begin_with_a_slash_are_relative_to_the_archive(string where, string slash)
    {
        BuiltImage built = Samples.App().KanikoArchive();
        string manifest = System.Text.Encoding.UTF8.GetString(built.Archive["manifest.json"]);
        foreach (ArchiveFile file in built.Archive.Files.Where(file => file.Path != "manifest.json"))
            manifest = manifest.Replace($"\"{file.Path}\"", $"\"{slash}{file.Path}\"", StringComparison.Ordinal);
        Assert.Contains($"\"{slash}", manifest, StringComparison.Ordinal);
        built.With(archive => archive["manifest.json"] = System.Text.Encoding.UTF8.GetBytes(manifest));
        if (where != "manifest.json")
            built.With(archive => Rename(archive, path => path == "manifest.json" ? path : "/" + path));

        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void A_list_of_images_without_its_brackets_is_told_from_a_manifest()
    {
        BuiltImage built = HostileInput.SmallImage().DockerArchive();
        byte[] list = built.Archive["manifest.json"];
        built.With(archive => archive["manifest.json"] = list[1..^1]);

        ImageException error = Assert.Throws<ImageException>(() => Open(built));

        Assert.Equal((ImageErrorId.DocumentInvalid, "manifest.json"), (error.ErrorId, error.Member));
        Assert.Contains("not in a list", error.Message, StringComparison.Ordinal);
    }

    private static void Rename(Archive archive, Func<string, string> name)
    {
        for (int i = 0; i < archive.Files.Count; i++)
            archive.Files[i] = archive.Files[i] with { Path = name(archive.Files[i].Path) };
    }

    [Fact]
    public void Links_in_a_circle_end()
    {
        ContainerImage image = OpenOne(HostileManifest.LayersInACircle());

        Assert.Contains(ImageErrorId.LinkCycle, Codes(image));
        Assert.All(Layers(image), layer => Assert.False(layer.Present));
    }

    [Fact]
    public void Several_images_come_in_the_order_of_the_manifest_and_share_layers()
    {
        ImageBuilder Based(string tag, string file) => new ImageBuilder().Layer(Samples.Base()).Layer(Samples.One(file)).Tag(tag);
        BuiltImage first = Based("one:1", "one").DockerArchive(), second = Based("two:1", "two").DockerArchive();
        ImageArchive archive = Open(PSLayers.Fixtures.Archives.Combine(first, second).ToTar());

        Assert.Equal(["one:1", "two:1"], archive.Images.Select(image => image.Name));
        AssertIs(first, archive.Images[0]);
        AssertIs(second, archive.Images[1]);
    }

    [Fact]
    public void One_image_of_several_whose_config_is_broken_has_its_names_and_layers()
    {
        BuiltImage good = Samples.App().DockerArchive(), bad = Samples.Other().DockerArchive();
        Archive both = PSLayers.Fixtures.Archives.Combine(bad, good);
        string config = Sha.Hex256(bad.Config) + ".json";
        both[config] = "{ no json"u8.ToArray();
        ImageArchive archive = Open(both.ToTar());

        Assert.Empty(archive.Errors);
        AssertIs(good, archive.Images[1]);
        ContainerImage image = archive.Images[0];
        Assert.Equal((bad.Tags[0], bad.Layers.Count), (image.Name, image.LayerCount));
        Assert.Null(image.Config);
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.DocumentInvalid, warning.ErrorId);
        Assert.StartsWith(config, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_foreign_layer_of_LayerSources_is_absent_without_a_warning()
    {
        var spec = new LayerSpec { Tar = Samples.Base().Build(), Packing = Packing.Gzip, Urls = ["https://example.com/layer"], Present = false };
        BuiltImage built = new ImageBuilder().Layer(spec).Layer(Samples.One("own")).Tag("win:1")
            .DockerArchive(new DockerArchiveOptions { LayerSources = true });
        ContainerImage image = OpenOne(built);
        ImageLayer layer = Layers(image)[0];

        Assert.Empty(image.Warnings);
        Assert.False(layer.Present);
        Assert.Equal(built.Layers[0].Digest, layer.Digest);
        Assert.Equal("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", layer.MediaType);
        Assert.Equal(["https://example.com/layer"], layer.Urls);
        Assert.Null(layer.Compression);
        Assert.Null(layer.StoredSize);
    }

    [Fact]
    public void A_layer_that_is_not_in_the_archive_is_absent_with_a_warning()
    {
        BuiltImage built = new ImageBuilder().Layer(new LayerSpec { Tar = Samples.Base().Build(), Present = false }).Layer(Samples.One("own"))
            .DockerArchive();
        ContainerImage image = OpenOne(built);
        ImageLayer[] layers = Layers(image);

        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.BlobMissing, warning.ErrorId);
        Assert.Contains(built.Layers[0].DiffId, warning.Message, StringComparison.Ordinal);
        Assert.Equal([false, true], layers.Select(layer => layer.Present));
        Assert.Equal(built.Layers[1].ChainId, layers[1].ChainId);
    }

    [Fact]
    public void A_config_whose_name_promises_another_digest_is_read_with_a_warning()
    {
        BuiltImage built = Samples.App().DockerArchive();
        string name = Sha.Hex256(built.Config) + ".json";
        string changed = System.Text.Encoding.UTF8.GetString(built.Config).Replace("someone", "another", StringComparison.Ordinal);
        ContainerImage image = OpenOne(built.With(archive => archive[name] = System.Text.Encoding.UTF8.GetBytes(changed)));

        Assert.Equal(ImageErrorId.DigestMismatch, Assert.Single(image.Warnings).ErrorId);
        Assert.Equal("another", image.Author);
        Assert.Equal(Sha.Digest256(System.Text.Encoding.UTF8.GetBytes(changed)), image.ImageId);
    }

    [Fact]
    public void An_archive_that_was_unpacked_into_a_folder_reads_the_same()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.Base()).Layer(Samples.Base()).Tag("unpacked:1").DockerArchive();
        ContainerImage image = OpenFolder(built);

        AssertIs(built, image);
        Assert.Equal("docker-archive", image.Format);
        Assert.Equal(built.Layers[0].StoredSize, image.StoredSize);
    }

    [Fact]
    public void A_file_that_stands_twice_in_the_archive_counts_by_its_last_place()
    {
        ContainerImage image = OpenOne(HostileManifest.Twice());

        Assert.Equal(["small:1"], image.Tags);
        Assert.Equal(ImageErrorId.DuplicateName, Assert.Single(image.Warnings).ErrorId);
    }

    [Fact]
    public void Every_layer_counts_its_entries_files_whiteouts_and_bytes()
    {
        ImageLayer[] layers = Layers(OpenOne(Samples.App().DockerArchive()));

        Assert.Equal([3, 2, 2], layers.Select(layer => layer.EntryCount!.Value));
        Assert.Equal([2, 0, 1], layers.Select(layer => layer.FileCount!.Value));
        Assert.Equal([0, 1, 0], layers.Select(layer => layer.WhiteoutCount!.Value));
        Assert.Equal([26, 0, 10], layers.Select(layer => layer.Size!.Value));
        Assert.Equal("RUN /bin/sh -c rm /etc/hostname # buildkit", layers[1].CreatedBy);
        Assert.All(layers, layer => Assert.Equal("none", layer.Compression));
    }
}
