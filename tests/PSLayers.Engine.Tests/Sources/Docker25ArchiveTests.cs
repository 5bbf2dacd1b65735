using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What docker 25 and later saves: an OCI layout and docker's manifest.json over the same blobs.</summary>
public sealed class Docker25ArchiveTests : ArchiveTest
{
    private const string AppInFull = "docker.io/library/app:1";

    [Fact]
    public void Both_indexes_of_docker_25_give_one_image()
    {
        BuiltImage built = Samples.App().Docker25Archive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal("docker-archive", image.Format);
        Assert.Equal(["app:1", "app:latest"], image.Tags);
        Assert.Equal(built.ManifestDigest, image.ManifestDigest);
        Assert.Equal(built.Layers.Select(layer => layer.Digest), Layers(image).Select(layer => layer.Digest));
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Manifests_null_in_the_index_is_a_warning_and_manifest_json_counts()
    {
        BuiltImage built = Samples.App().Docker25Archive(new Docker25Options { NullManifests = true });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Null(image.ManifestDigest);
        Assert.Equal([ImageErrorId.ManifestMissing], Codes(image));
        // LayerSources still tell the digests.
        Assert.Equal(built.Layers.Select(layer => layer.Digest), Layers(image).Select(layer => layer.Digest));
    }

    [Fact]
    public void An_OCI_manifest_without_layers_is_a_warning_and_manifest_json_counts()
    {
        BuiltImage built = Samples.App().Docker25Archive(new Docker25Options { NoLayersInOciManifest = true });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal([ImageErrorId.ManifestMissing], Codes(image));
    }

    [Fact]
    public void The_OCI_side_alone_is_enough()
    {
        BuiltImage built = Samples.App().Docker25Archive(new Docker25Options { NoDockerManifest = true });
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal("oci-archive", image.Format);
        Assert.Equal([AppInFull, "docker.io/library/app:latest"], image.Tags);
    }

    [Fact]
    public void Damage_of_the_OCI_side_stays_visible_where_manifest_json_is_whole()
    {
        BuiltImage built = Samples.App().Docker25Archive();
        string index = System.Text.Encoding.UTF8.GetString(built.Archive["index.json"])
            .Replace("\"manifests\":[", "\"manifests\":[{\"digest\":\"sha256:bad\"},null,", StringComparison.Ordinal);
        ContainerImage image = OpenOne(built.With(archive => archive["index.json"] = System.Text.Encoding.UTF8.GetBytes(index)));

        AssertIs(built, image);
        Assert.Equal(built.ManifestDigest, image.ManifestDigest);
        Assert.Equal([ImageErrorId.DigestInvalid, ImageErrorId.DocumentInvalid], Codes(image));
    }

    [Fact]
    public void The_containerd_store_gives_the_image_its_attestation_and_the_absent_platforms()
    {
        BuiltImage built = Samples.App(Packing.Gzip).ContainerdArchive();
        ImageArchive archive = Open(built);
        ContainerImage image = archive.Images[0], attestation = archive.Images[1];

        Assert.Equal(2, archive.Images.Count);
        AssertIs(built, image);
        Assert.Equal(["app:1", "app:latest"], image.Tags);
        Assert.Equal(built.ManifestDigest, image.ManifestDigest);
        Assert.Equal(["linux/arm64/v8", "linux/s390x"], image.AbsentPlatforms);
        Assert.All(Layers(image), layer => Assert.Equal("gzip", layer.Compression));
        Assert.Empty(image.Warnings);

        Assert.Equal(ImageKind.Attestation, attestation.Kind);
        Assert.Equal(built.ManifestDigest, attestation.Subject);
        Assert.Null(attestation.Config);
        Assert.Null(Assert.Single(Contents(attestation)));
        Assert.Equal("application/vnd.in-toto+json", Assert.Single(Layers(attestation)).MediaType);
    }

    [Fact]
    public void Platforms_of_the_containerd_store_that_are_there_are_images_of_their_own()
    {
        BuiltImage built = Samples.App().ContainerdArchive(new ContainerdOptions
        {
            OtherPlatforms = [Samples.Other()], AbsentPlatforms = ["linux/s390x"], Attestation = false,
        });
        ImageArchive archive = Open(built);

        Assert.Equal(["linux/amd64", "linux/arm64/v8"], archive.Images.Select(image => image.Platform));
        Assert.All(archive.Images, image => Assert.Equal(["linux/s390x"], image.AbsentPlatforms));
        // The index's name is the name of every platform, written as docker's list has it.
        Assert.Equal(archive.Images[0].Tags, archive.Images[1].Tags);
        Assert.Equal("app:1", archive.Images[1].Name);
    }

    [Fact]
    public void An_archive_without_any_layer_blob_still_tells_what_the_layers_are()
    {
        BuiltImage built = Samples.App(Packing.Gzip).ContainerdArchive(new ContainerdOptions { NoLayerBlobs = true, Attestation = false });
        ContainerImage image = OpenOne(built);
        ImageLayer[] layers = Layers(image);

        Assert.Equal(3, Codes(image).Count(code => code == ImageErrorId.BlobMissing));
        Assert.All(layers, layer => Assert.False(layer.Present));
        Assert.Equal(built.Layers.Select(layer => (layer.Digest, layer.DiffId)), layers.Select(layer => (layer.Digest!, layer.DiffId!)));
        Assert.Equal(0, image.StoredSize);
    }

    [Fact]
    public void The_unpacked_folder_reads_as_the_archive_does()
    {
        BuiltImage built = Samples.App().Docker25Archive();
        ContainerImage image = OpenFolder(built);

        AssertIs(built, image);
        Assert.Equal(built.ManifestDigest, image.ManifestDigest);
    }
}
