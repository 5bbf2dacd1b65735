using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Manifest and config are kept to the byte, so that an image that is written again has the digests that it had.</summary>
public sealed class RawDocumentTests : ArchiveTest
{
    [Fact]
    public void The_bytes_of_an_image_have_the_digests_that_name_it()
    {
        BuiltImage built = Samples.App().OciArchive();
        ContainerImage image = OpenOne(built);

        Assert.Equal(built.Manifest, image.RawManifest);
        Assert.Equal(built.Config, image.Config!.RawBytes.ToArray());
        Assert.Equal((image.ManifestDigest, image.ImageId), (Digest.Of(image.RawManifest).ToString(), Digest.Of(image.Config.RawBytes.Span).ToString()));
    }

    [Fact]
    public void Bytes_that_are_no_text_are_kept_too()
    {
        byte[] config = [.. "\uFEFF{ \"os\": \"linux\", \"author\": \""u8, 0xFF, .. "\" }\n"u8];
        ContainerImage image = OpenOne(new Archive()
            .File("manifest.json", """[{"Config":"config.json","Layers":[]}]""")
            .File("config.json", config)
            .ToTar());

        Assert.Equal(config, image.Config?.RawBytes.ToArray());
        Assert.Null(image.RawManifest);
    }

    [Fact]
    public void The_list_of_a_docker_archive_is_no_manifest_but_the_one_beside_it_is()
    {
        Assert.Null(OpenOne(Samples.App().DockerArchive()).RawManifest);
        BuiltImage built = Samples.App().Docker25Archive();
        Assert.Equal(built.Manifest, OpenOne(built).RawManifest);
    }
}
