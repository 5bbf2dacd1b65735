using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What skopeo's dir: transport writes.</summary>
public sealed class SkopeoDirectoryTests : ArchiveTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_dir_folder_is_one_image_whose_manifest_json_is_the_manifest(bool docker)
    {
        BuiltImage built = Samples.App(Packing.Gzip).SkopeoDir(docker: docker, signatures: 2);
        ContainerImage image = OpenFolder(built);

        AssertIs(built, image);
        Assert.Equal(("dir", built.ManifestDigest), (image.Format, image.ManifestDigest));
        Assert.Equal(built.Layers.Select(layer => layer.Digest), Layers(image).Select(layer => layer.Digest));
        Assert.Empty(image.Tags);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void The_same_in_a_tar_reads_too()
    {
        BuiltImage built = Samples.App().SkopeoDir();
        AssertIs(built, OpenOne(built));
    }

    [Fact]
    public void A_manifest_that_is_an_index_too_is_refused()
    {
        BuiltImage built = Samples.App().SkopeoDir();
        string both = System.Text.Encoding.UTF8.GetString(built.Manifest!).Replace("\"layers\"", "\"manifests\":[],\"layers\"", StringComparison.Ordinal);
        built.With(archive => archive["manifest.json"] = System.Text.Encoding.UTF8.GetBytes(both));

        ImageException error = Assert.Throws<ImageException>(() => Open(built));
        Assert.Equal((ImageErrorId.DocumentInvalid, "manifest.json"), (error.ErrorId, error.Member));
    }

    [Fact]
    public void A_blob_that_is_missing_leaves_the_others()
    {
        BuiltImage built = Samples.App().SkopeoDir();
        ContainerImage image = OpenFolder(built.With(archive => archive.Remove(Sha.HexOf(built.Layers[1].Digest))));

        Assert.Equal([true, false, true], Layers(image).Select(layer => layer.Present));
        Assert.Equal([ImageErrorId.BlobMissing], Codes(image));
    }
}
