using System.Text.Json.Nodes;
using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Fixtures;

public sealed class ImageBuilderTests
{
    private static readonly string[] Forms =
    [
        "DockerArchive", "Docker25Archive", "ContainerdArchive", "PodmanArchive", "KanikoArchive", "JibArchive", "NixArchive", "BazelArchive",
    ];

    public static TheoryData<string> DockerForms => [.. Forms];

    [Theory]
    [MemberData(nameof(DockerForms))]
    public void Every_name_in_a_docker_manifest_leads_to_its_bytes(string form)
    {
        var image = Build(form, Sample());
        var entry = Parse(image, "manifest.json")[0]!;

        Assert.Equal(image.ConfigDigest, Sha.Digest256(Resolve(image, (string)entry["Config"]!)));
        Assert.Equal(["app:1", "app:latest"], entry["RepoTags"]!.AsArray().Select(tag => (string)tag!));
        var layers = entry["Layers"]!.AsArray().Select(name => Resolve(image, (string)name!)).ToList();
        Assert.Equal(image.Layers.Select(layer => layer.Digest), layers.Select(Sha.Digest256));
    }

    [Fact]
    public void The_config_states_the_DiffIds_in_order()
    {
        var image = Sample().DockerArchive();
        var config = JsonNode.Parse(image.Config)!;

        Assert.Equal(image.Layers.Select(layer => Sha.Digest256(layer.Tar)), config["rootfs"]!["diff_ids"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(4, config["history"]!.AsArray().Count);
        Assert.True((bool)config["history"]![1]!["empty_layer"]!);
        Assert.Equal("app", (string)config["config"]!["User"]!);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_descriptor_of_an_OCI_layout_is_true(bool sha512)
    {
        var image = Sample().OciArchive(new OciOptions
        {
            NestedIndexes = 2, Attestation = true, Artifact = true, ArtifactHasSubject = true, Sha512 = sha512,
        });
        var seen = new HashSet<string>();
        Follow(image, Parse(image, "index.json"), seen);

        Assert.Contains(image.ManifestDigest!, seen);
        Assert.Contains(image.ConfigDigest, seen);
        Assert.All(image.Layers, layer => Assert.Contains(layer.Digest, seen));
        Assert.Equal(image.Archive.Files.Count(file => file.Path.StartsWith("blobs/", StringComparison.Ordinal) && file.TypeFlag == '0'), seen.Count);
    }

    [Fact]
    public void A_layer_that_occurs_twice_is_a_link_to_the_first()
    {
        var image = Sample().DockerArchive(new DockerArchiveOptions { LinksFirst = true });

        Assert.Equal('2', image.Archive.Files[0].TypeFlag);
        Assert.Equal($"../{image.Layers[0].V1Id}/layer.tar", image.Archive.Files[0].Target);
    }

    [Fact]
    public void Combined_archives_hold_every_image_once()
    {
        var all = PSLayers.Fixtures.Archives.Combine(Sample().DockerArchive(), HostileInput.SmallImage().DockerArchive());

        Assert.Equal(2, JsonNode.Parse(all["manifest.json"])!.AsArray().Count);
        Assert.Equal(2, JsonNode.Parse(all["repositories"])!.AsObject().Count);
        Assert.Equal(all.Files.Count, all.Files.Select(file => file.Path).Distinct().Count());
    }

    [Fact]
    public void The_known_empty_layers_have_the_known_digests()
    {
        Assert.StartsWith("sha256:a3ed95ca", Sha.Digest256(EmptyLayers.DockerGzip), StringComparison.Ordinal);
        Assert.StartsWith("sha256:4f4fb700", Sha.Digest256(EmptyLayers.BuildKitGzip), StringComparison.Ordinal);
        Assert.StartsWith("sha256:5f70bf18", Sha.Digest256(EmptyLayers.TwoBlocks), StringComparison.Ordinal);
        Assert.StartsWith("sha256:84ff9269", Sha.Digest256(EmptyLayers.TenKilobytes), StringComparison.Ordinal);
    }

    [ToolFact("skopeo")]
    public void Skopeo_finds_the_layers_in_every_form_that_it_reads()
    {
        using var folder = new TempFolder();
        foreach (var form in Forms)
        {
            var image = Build(form, Sample());
            Assert.Equal(image.Layers.Select(layer => layer.DiffId), SkopeoLayers("docker-archive:" + folder.Write(form + ".tar", image)));
        }

        var oci = Sample().OciArchive();
        Assert.Equal(oci.Layers.Select(layer => layer.Digest), SkopeoLayers($"oci-archive:{folder.Write("oci.tar", oci)}:app:1"));
        oci.WriteTo(folder.Folder("layout"));
        Assert.Equal(oci.Layers.Select(layer => layer.Digest), SkopeoLayers($"oci:{folder.Root}/layout:app:latest"));
        var dir = Sample().SkopeoDir(folder.Folder("dir"), docker: true);
        Assert.Equal(dir.Layers.Select(layer => layer.Digest), SkopeoLayers($"dir:{folder.Root}/dir"));
    }

    private static IEnumerable<string> SkopeoLayers(string reference) =>
        JsonNode.Parse(CommandLine.Run("skopeo", "inspect", reference))!["Layers"]!.AsArray().Select(layer => (string)layer!);

    private static ImageBuilder Sample(Packing second = Packing.Gzip)
    {
        var bottom = new TarBuilder().Directory("etc").File("etc/hostname", "one\n");
        return new ImageBuilder()
            .Layer(bottom, createdBy: "ADD rootfs")
            .EmptyHistory("CMD [\"/bin/sh\"]")
            .Layer(new TarBuilder().Directory("etc").Whiteout("etc/hostname"), second)
            .Layer(bottom)
            .Config(user: "app", env: ["A=1"], labels: new Dictionary<string, string> { ["k"] = "v" })
            .Tag("app:1", "app:latest");
    }

    private static BuiltImage Build(string form, ImageBuilder image) => form switch
    {
        "DockerArchive" => image.DockerArchive(),
        "Docker25Archive" => image.Docker25Archive(),
        "ContainerdArchive" => image.ContainerdArchive(),
        "PodmanArchive" => image.PodmanArchive(),
        "KanikoArchive" => image.KanikoArchive(),
        "JibArchive" => image.JibArchive(),
        "NixArchive" => image.NixArchive(),
        _ => image.BazelArchive(),
    };

    private static JsonNode Parse(BuiltImage image, string path) => JsonNode.Parse(image.Archive[path])!;

    private static byte[] Resolve(BuiltImage image, string path)
    {
        var file = image.Archive.Files.Single(file => file.Path == path);
        return file.TypeFlag == '2' ? Resolve(image, file.Target["../".Length..]) : file.Content;
    }

    private static void Follow(BuiltImage image, JsonNode node, HashSet<string> seen)
    {
        foreach (var key in new[] { "manifests", "layers", "config" })
        {
            var children = node[key] switch { JsonArray many => many, JsonObject one when one["digest"] is not null => [one.DeepClone()], _ => [] };
            foreach (var child in children)
            {
                var digest = (string)child!["digest"]!;
                var blob = image.Archive["blobs/" + digest.Replace(':', '/')];
                Assert.Equal(digest, image.UsesSha512 ? Sha.Digest512(blob) : Sha.Digest256(blob));
                Assert.Equal((long)child["size"]!, blob.LongLength);
                if (seen.Add(digest) && key == "manifests")
                    Follow(image, JsonNode.Parse(blob)!, seen);
            }
        }
    }
}
