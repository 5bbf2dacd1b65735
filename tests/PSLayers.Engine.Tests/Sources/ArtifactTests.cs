using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What is saved in image form and is no image: attestations, signatures, charts, modules.</summary>
public sealed class ArtifactTests : ArchiveTest
{
    [Fact]
    public void An_artifact_with_an_empty_config_is_shown_and_not_read_as_layers()
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions { Artifact = true, ArtifactHasSubject = true, RefName = RefName.None });
        ImageArchive archive = Open(built);
        ContainerImage artifact = archive.Images[1];

        Assert.Equal([ImageKind.Image, ImageKind.Artifact], archive.Images.Select(image => image.Kind));
        Assert.Equal("application/vnd.example.notes", artifact.ArtifactType);
        Assert.Equal(built.ManifestDigest, artifact.Subject);
        ImageLayer layer = Assert.Single(Layers(artifact));
        Assert.Equal("notes.txt", layer.Annotations["org.opencontainers.image.title"]);
        Assert.Equal((true, null), (layer.Present, layer.EntryCount));
        Assert.All(archive.Images, image => Assert.Empty(image.Warnings));
    }

    [Fact]
    public void Every_image_has_its_own_attestation()
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions { Attestation = true, MoreImages = [Samples.Other()], NestedIndexes = 1 });
        ImageArchive archive = Open(built);

        Assert.Equal([ImageKind.Image, ImageKind.Attestation, ImageKind.Image, ImageKind.Attestation], archive.Images.Select(image => image.Kind));
        Assert.Equal(archive.Images[0].ManifestDigest, archive.Images[1].Subject);
        Assert.Equal(archive.Images[2].ManifestDigest, archive.Images[3].Subject);
        Assert.All(archive.Images, image => Assert.Empty(image.AbsentPlatforms));
    }

    [Theory]
    [InlineData("application/vnd.oci.artifact.manifest.v1+json")]
    [InlineData("application/vnd.cncf.oras.artifact.manifest.v1+json")]
    public void The_artifact_manifest_that_was_given_up_is_an_artifact_with_its_blobs(string type)
    {
        BuiltImage built = Samples.App().OciArchive(new OciOptions
        {
            Manifest = manifest =>
            {
                JsonNode layers = manifest["layers"]!.DeepClone();
                manifest.Clear();
                manifest["mediaType"] = type;
                manifest["artifactType"] = "application/vnd.example.sbom";
                manifest["blobs"] = layers;
                manifest["subject"] = new JsonObject { ["digest"] = "sha256:" + new string('2', 64), ["size"] = 1 };
            },
        });
        ContainerImage image = OpenOne(built);

        Assert.Equal((ImageKind.Artifact, "application/vnd.example.sbom", "sha256:" + new string('2', 64)), (image.Kind, image.ArtifactType, image.Subject));
        Assert.Equal(3, image.LayerCount);
        Assert.Empty(image.Warnings);
    }

    [Theory]
    [InlineData("application/vnd.oci.image.layer.squashfs", "which is no tar")]
    [InlineData("application/vnd.oci.image.layer.nydus.blob.v1", "which is no tar")]
    [InlineData("application/x-unknown", "which is no tar")]
    [InlineData("application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "is encrypted")]
    public void A_layer_of_an_image_that_is_no_tar_is_there_and_not_read_and_both_it_and_the_image_say_so(string type, string reason)
    {
        var odd = new LayerSpec { Tar = HostileInput.Noise(700), MediaType = type };
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.One("bin/sh")).Layer(odd).Tag("a:1").OciArchive());
        ImageLayer layer = Layers(image)[1];

        Assert.Equal((true, null, null), (layer.Present, layer.Size, layer.EntryCount));
        Assert.Equal(ImageErrorId.LayerUnreadable, Assert.Single(layer.Warnings).ErrorId);
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.LayerUnreadable, warning.ErrorId);
        Assert.StartsWith("Layer 1 ", warning.Message, StringComparison.Ordinal);
        Assert.Contains(reason, warning.Message, StringComparison.Ordinal);
        Assert.Empty(Layers(image)[0].Warnings);
    }

    [Theory]
    [InlineData("application/vnd.dev.cosign.simplesigning.v1+json")]
    [InlineData("application/vnd.cncf.notary.payload")]
    public void A_signature_is_no_image(string layerType)
    {
        ContainerImage image = OpenOne(OneLayer("{}"u8.ToArray(), layerType));

        Assert.Equal(ImageKind.Signature, image.Kind);
        Assert.Null(Assert.Single(Contents(image)));
    }

    [Fact]
    public void A_helm_chart_is_an_artifact_whose_archive_can_be_looked_into()
    {
        BuiltImage built = OneLayer(Compress.Gzip(Samples.One("chart/Chart.yaml").Build()), "application/vnd.cncf.helm.chart.content.v1.tar+gzip",
            manifest => manifest["config"]!["mediaType"] = "application/vnd.cncf.helm.config.v1+json");
        ContainerImage image = OpenOne(built);

        Assert.Equal((ImageKind.Artifact, "application/vnd.cncf.helm.config.v1+json"), (image.Kind, image.ArtifactType));
        Assert.Equal(["/chart/Chart.yaml"], Paths(Assert.Single(Contents(image))));
    }

    [Theory]
    [InlineData("application/vnd.wasm.content.layer.v1+wasm")]
    [InlineData("application/vnd.oci.image.layer.nydus.blob.v1")]
    [InlineData("application/vnd.oci.image.layer.v1.squashfs")]
    [InlineData("application/vnd.sylabs.sif.layer.v1.sif")]
    public void A_layer_that_is_no_tar_is_a_blob_and_no_damage(string layerType)
    {
        ContainerImage image = OpenOne(OneLayer("\0asm and so on"u8.ToArray(), layerType));
        ImageLayer layer = Assert.Single(Layers(image));

        Assert.Null(Assert.Single(Contents(image)));
        Assert.Equal((true, 14L), (layer.Present, layer.StoredSize));
        Assert.Equal([ImageErrorId.LayerUnreadable], layer.Warnings.Select(warning => warning.ErrorId));
    }

    [Fact]
    public void An_artifact_whose_manifest_was_changed_carries_the_warning()
    {
        BuiltImage built = OneLayer("x"u8.ToArray(), "text/plain", manifest =>
        {
            manifest["artifactType"] = "application/vnd.example.notes";
            manifest["config"]!["mediaType"] = PSLayers.Fixtures.MediaTypes.OciEmpty;
        });
        string path = "blobs/" + built.ManifestDigest!.Replace(':', '/');
        string changed = System.Text.Encoding.UTF8.GetString(built.Archive[path]).Replace("vnd.example.notes", "vnd.example.other", StringComparison.Ordinal);
        ContainerImage image = OpenOne(built.With(archive => archive[path] = System.Text.Encoding.UTF8.GetBytes(changed)));

        Assert.Equal((ImageKind.Artifact, "application/vnd.example.other"), (image.Kind, image.ArtifactType));
        Assert.Equal([ImageErrorId.DigestMismatch], Codes(image));
    }

    private static BuiltImage OneLayer(byte[] blob, string mediaType, Action<JsonObject>? manifest = null) =>
        new ImageBuilder().Layer(new LayerSpec { Tar = blob, Stored = blob, MediaType = mediaType }).OciArchive(new OciOptions { Manifest = manifest });
}
