using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What skopeo and umoci say of the same images.</summary>
public sealed class PeerTests : ArchiveTest
{
    [FixtureFact("skopeo")]
    public void Skopeo_reads_the_same_manifests_and_configs_of_real_OCI_archives()
    {
        foreach (string file in new[] { "test-oci-gzip-image.tar", "test-oci-zstd-image.tar", "test-oci-uncompressed-image.tar" })
            AssertSameAsSkopeo(RealFixtureTests.One(file), "oci-archive:" + RealFixtures.PathOf(file), isOci: true);
    }

    [FixtureFact("skopeo")]
    public void Skopeo_reads_the_same_configs_and_DiffIds_of_real_docker_archives()
    {
        foreach (string file in new[] { "test-docker-image.tar", "test_image_1.tar", "whiteout_image.tar", "overwritten_file.tar" })
            AssertSameAsSkopeo(RealFixtureTests.One(file), "docker-archive:" + RealFixtures.PathOf(file), isOci: false);
        IReadOnlyList<ContainerImage> bundle = RealFixtureTests.Open("test_bundle.tar").Images;
        for (int i = 0; i < bundle.Count; i++)
            AssertSameAsSkopeo(bundle[i], $"docker-archive:{RealFixtures.PathOf("test_bundle.tar")}:@{i}", isOci: false);
    }

    [ToolFact("skopeo")]
    public void Skopeo_writes_what_is_read_here_in_every_form()
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciArchive();
        string source = $"oci-archive:{Folder.Write("source.tar", built)}:app:1";
        string docker = Path.Join(Folder.Root, "docker.tar"), oci = Path.Join(Folder.Root, "oci.tar");
        string layout = Path.Join(Folder.Root, "layout"), dir = Path.Join(Folder.Root, "dir");
        Copy(source, $"docker-archive:{docker}:app:1");
        Copy(source, $"oci-archive:{oci}:app:1");
        Copy(source, $"oci:{layout}:one");
        Copy(source, $"dir:{dir}");

        foreach ((string path, string format, string[] tags) in new[]
        {
            (docker, "docker-archive", new[] { "docker.io/library/app:1" }), (oci, "oci-archive", ["app:1"]), (layout, "oci-layout", ["one"]), (dir, "dir", []),
        })
        {
            ContainerImage image = Assert.Single(ImageArchive.Open(path).Images);
            Assert.Equal(format, image.Format);
            Assert.Equal(tags, image.Tags);
            Assert.Equal(built.Layers.Select(layer => layer.DiffId), Layers(image).Select(layer => layer.DiffId));
            Assert.Equal([3, 2, 2], Layers(image).Select(layer => layer.EntryCount!.Value));
            Assert.Empty(image.Warnings);
            if (format != "docker-archive")
                Assert.Equal((built.ConfigDigest, built.ManifestDigest), (image.ImageId, image.ManifestDigest));
        }
    }

    [ToolFact("umoci")]
    public void Umoci_pairs_the_same_history_with_the_same_layers()
    {
        BuiltImage built = Samples.App(Packing.Gzip).OciLayoutFolder(Folder.Folder("layout"), new OciOptions { RefName = RefName.TagOnly });
        JsonArray theirs = JsonNode.Parse(CommandLine.Run("umoci", "stat", "--json", "--image", Path.Join(Folder.Root, "layout") + ":1"))!["history"]!.AsArray();
        ContainerImage image = Assert.Single(ImageArchive.Open(Path.Join(Folder.Root, "layout")).Images);
        ImageLayer[] layers = Layers(image);
        HistoryEntry[] ours = [.. HistoryPairing.Entries(image, new long?[layers.Length]).Reverse()];

        Assert.Equal(theirs.Select(step => (string?)step!["created_by"]), ours.Select(entry => entry.CreatedBy));
        Assert.Equal(theirs.Select(step => (string?)step!["layer"]?["digest"]), ours.Select(entry => entry.LayerIndex is { } layer ? layers[layer].Digest : null));
        Assert.Equal(theirs.Select(step => (string?)step!["diff_id"] is { Length: > 0 } id ? id : null), ours.Select(entry => entry.LayerIndex is { } layer ? layers[layer].DiffId : null));
        Assert.Equal(built.Layers.Count, layers.Length);
    }

    private static void Copy(string source, string target) => CommandLine.Run("skopeo", "--insecure-policy", "copy", "--quiet", source, target);

    private static void AssertSameAsSkopeo(ContainerImage image, string reference, bool isOci)
    {
        byte[] config = CommandLine.Run("skopeo", "inspect", "--config", "--raw", reference);
        Assert.Equal(Sha.Digest256(config), image.ImageId);
        Assert.Equal(Encoding.UTF8.GetString(config), image.Config!.Raw);
        byte[] manifest = CommandLine.Run("skopeo", "inspect", "--raw", reference);
        ImageLayer[] layers = Layers(image);
        string[] theirs = [.. JsonNode.Parse(manifest)!["layers"]!.AsArray().Select(layer => (string)layer!["digest"]!)];
        // Skopeo makes a manifest up for docker archives; its layers are named by their DiffIds.
        Assert.Equal(theirs, layers.Select(layer => isOci ? layer.Digest! : layer.DiffId!));
        if (isOci)
        {
            Assert.Equal(Sha.Digest256(manifest), image.ManifestDigest);
            Assert.Equal(JsonNode.Parse(manifest)!["layers"]!.AsArray().Select(layer => (long)layer!["size"]!), layers.Select(layer => layer.StoredSize!.Value));
        }
    }
}
