using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>OCI layouts, in an archive and in a folder.</summary>
public sealed class OciLayoutTests : ArchiveTest
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void An_OCI_archive_gives_manifest_config_and_layers(bool noDirectories, bool dockerTypes)
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive(new OciOptions { NoDirectories = noDirectories, DockerTypes = dockerTypes });
        ContainerImage image = OpenOne(built);
        ImageLayer[] layers = Layers(image);

        AssertIs(built, image);
        Assert.Equal(("oci-archive", built.ManifestDigest), (image.Format, image.ManifestDigest));
        Assert.Equal(["app:1", "app:latest"], image.Tags);
        Assert.Equal(built.Layers.Select(layer => layer.Digest), layers.Select(layer => layer.Digest));
        Assert.All(layers, layer => Assert.Equal(PSLayers.Fixtures.MediaTypes.Of(built.Layers[layer.LayerIndex].Spec, dockerTypes), layer.MediaType));
        Assert.Empty(image.Warnings);
        Assert.Empty(image.AbsentPlatforms);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    [InlineData("\" \"")]
    public void A_name_that_is_null_or_empty_is_none(string name)
    {
        ContainerImage image = OpenOne(HostileInput.SmallImage().OciArchive(new OciOptions
        {
            Index = index => index["manifests"]![0]!["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = JsonNode.Parse(name) },
        }));

        Assert.Empty(image.Tags);
        Assert.Equal(Digest.Shorten(image.ImageId), image.Name);
    }

    [Fact]
    public void One_image_under_two_ways_to_write_a_name_has_one_name()
    {
        ContainerImage image = OpenOne(Samples.App().OciArchive(new OciOptions
        {
            Index = index =>
            {
                JsonArray manifests = index["manifests"]!.AsArray();
                JsonNode first = manifests[0]!, second = first.DeepClone();
                first["annotations"] = new JsonObject { ["org.opencontainers.image.ref.name"] = "nginx:latest" };
                second["annotations"] = new JsonObject { ["io.containerd.image.name"] = "docker.io/library/nginx:latest" };
                index["manifests"] = new JsonArray(first.DeepClone(), second);
            },
        }));

        Assert.Equal(["nginx:latest"], image.Tags);
    }

    [Fact]
    public void An_index_that_says_another_platform_than_the_config_is_a_warning()
    {
        ContainerImage image = OpenOne(Samples.App().OciArchive(new OciOptions
        {
            Index = index => index["manifests"]![0]!["platform"] = new JsonObject { ["os"] = "linux", ["architecture"] = "arm64" },
        }));

        Assert.Equal("linux/amd64", image.Platform);
        Assert.Equal([ImageErrorId.PlatformMismatch], Codes(image));
        Assert.Contains("linux/arm64", image.Warnings[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_OCI_layout_folder_reads_as_the_archive_does()
    {
        BuiltImage built = Samples.App(Packing.Zstd).OciArchive();
        ContainerImage image = OpenFolder(built);

        AssertIs(built, image);
        Assert.Equal(("oci-layout", built.ManifestDigest), (image.Format, image.ManifestDigest));
    }

    [Fact]
    public void Blobs_of_a_layout_folder_may_be_symbolic_links()
    {
        BuiltImage built = Samples.App().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string store = Directory.CreateDirectory(Path.Join(folder, "store")).FullName;
        foreach (string blob in Directory.GetFiles(Path.Join(folder, "blobs", "sha256")))
        {
            string moved = Path.Join(store, Path.GetFileName(blob));
            File.Move(blob, moved);
            File.CreateSymbolicLink(blob, moved);
        }
        AssertIs(built, Assert.Single(ImageArchive.Open(folder).Images));
    }

    [Theory]
    [InlineData(RefName.None, new string[0])]
    [InlineData(RefName.TagOnly, new[] { "1", "latest" })]
    [InlineData(RefName.Full, new[] { "app:1", "app:latest" })]
    [InlineData(RefName.Containerd, new[] { "docker.io/library/app:1", "docker.io/library/app:latest" })]
    public void Names_come_from_the_annotations_of_the_index(RefName refName, string[] tags)
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions { RefName = refName });
        ContainerImage image = OpenOne(built);

        Assert.Equal(tags, image.Tags);
        Assert.Equal(tags.FirstOrDefault() ?? built.ConfigDigest["sha256:".Length..][..12], image.Name);
    }

    [Fact]
    public void Blobs_may_be_named_by_sha512()
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive(new OciOptions { Sha512 = true });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.StartsWith("sha512:", image.ManifestDigest, StringComparison.Ordinal);
        Assert.Equal(built.ManifestDigest, image.ManifestDigest);
        Assert.Equal(built.Layers.Select(layer => layer.Digest), Layers(image).Select(layer => layer.Digest));
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void A_config_may_be_embedded_in_its_descriptor()
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions { EmbedConfig = true });
        Assert.False(built.Archive.Contains("blobs/" + built.ConfigDigest.Replace(':', '/')));
        AssertIs(built, OpenOne(built));
    }

    [Fact]
    public void A_layer_may_be_embedded_in_its_descriptor()
    {
        ImageBuilder image = new ImageBuilder().Layer(new LayerSpec { Tar = Samples.Base().Build(), Present = false });
        byte[] tar = Samples.Base().Build();
        BuiltImage built = image.OciArchive(new OciOptions { Manifest = json => json["layers"]![0]!["data"] = Convert.ToBase64String(tar) });
        AssertIs(built, OpenOne(built));
    }

    [Fact]
    public void Embedded_data_that_is_not_base64_leaves_the_blob_absent()
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions { EmbedConfig = true, Manifest = json => json["config"]!["data"] = "*" });
        ContainerImage image = OpenOne(built);

        Assert.Null(image.Config);
        Assert.Equal([ImageErrorId.BlobMissing], Codes(image));
        Assert.Equal(3, Layers(image).Count(layer => layer.EntryCount > 0));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void Indexes_may_be_nested(int depth)
    {
        if (depth == 8)
            depth = ReadLimits.Default.IndexDepth - 1;
        BuiltImage built = Samples.App().OciArchive(new OciOptions { NestedIndexes = depth, StatePlatform = true });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(["app:1", "app:latest"], image.Tags);
    }

    [Fact]
    public void Indexes_that_are_nested_too_deep_are_one_error()
    {
        ImageArchive archive = Open(HostileLayout.DeepIndex(ReadLimits.Default.IndexDepth + 1));

        Assert.Empty(archive.Images);
        ImageException error = Assert.Single(archive.Errors);
        Assert.Equal(ImageErrorId.CountLimit, error.ErrorId);
    }

    [Fact]
    public void Several_images_of_one_index_come_each_with_its_name_and_platform()
    {
        ImageArchive archive = Open(Samples.App().OciArchive(new OciOptions { MoreImages = [Samples.Other()], StatePlatform = true }));

        Assert.Equal(["app:1", "other:2"], archive.Images.Select(image => image.Name));
        Assert.Equal(["linux/amd64", "linux/arm64/v8"], archive.Images.Select(image => image.Platform));
    }

    [Fact]
    public void Absent_platforms_belong_to_the_index_that_names_them()
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions
        {
            NestedIndexes = 1, StatePlatform = true, AbsentPlatforms = ["linux/s390x"], MoreImages = [Samples.Other()],
        });
        ImageArchive archive = Open(built);

        Assert.Equal(["linux/s390x"], archive.Images[0].AbsentPlatforms);
        Assert.Empty(archive.Images[1].AbsentPlatforms);
        Assert.All(archive.Images, image => Assert.Empty(image.Warnings));
    }

    [Fact]
    public void A_manifest_that_is_missing_and_has_no_platform_is_a_warning()
    {
        string absent = "sha256:" + new string('7', 64);
        ContainerImage image = OpenOne(Samples.App().OciArchive(new OciOptions
        {
            Index = index => index["manifests"]!.AsArray().Add((JsonNode)new JsonObject { ["digest"] = absent, ["size"] = 1 }),
        }));

        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.BlobMissing, warning.ErrorId);
        Assert.Contains(absent, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_any_manifest_blob_each_missing_one_is_an_error()
    {
        BuiltImage built = Samples.App().OciArchive();
        ImageArchive archive = Open(built.With(files => files.Remove("blobs/" + built.ManifestDigest!.Replace(':', '/'))));

        Assert.Empty(archive.Images);
        Assert.All(archive.Errors, error => Assert.Equal(ImageErrorId.BlobMissing, error.ErrorId));
        Assert.NotEmpty(archive.Errors);
    }

    [Fact]
    public void The_platform_of_the_index_stands_in_for_a_config_that_tells_none()
    {
        BuiltImage built = Samples.App().Config(config => { config.Remove("os"); config["architecture"] = ""; }).OciArchive(new OciOptions
        {
            Index = index => index["manifests"]![0]!["platform"] = JsonNode.Parse("""{"os":"windows","architecture":"amd64","os.version":"10.0.20348.1"}"""),
        });
        Assert.Equal("windows/amd64:10.0.20348.1", OpenOne(built).Platform);
    }

    [Fact]
    public void Annotations_of_manifest_and_index_come_together()
    {
        ContainerImage image = OpenOne(Samples.App().OciArchive(new OciOptions
        {
            Manifest = manifest => manifest["annotations"] = new JsonObject { ["from"] = "manifest", ["own"] = "1" },
            Index = index => index["manifests"]![0]!["annotations"]!["from"] = "index",
        }));

        Assert.Equal(("manifest", "1"), (image.Annotations["from"], image.Annotations["own"]));
        Assert.Equal("app:1", image.Annotations["org.opencontainers.image.ref.name"]);
    }
}
