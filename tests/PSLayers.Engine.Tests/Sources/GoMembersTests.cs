using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Formats;
using PSLayers.Sources.Json;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Documents that say one thing to who looks for exact names and another to Go, whose programs run the image.</summary>
public sealed class GoMembersTests : ArchiveTest
{
    [Fact]
    public void A_name_counts_in_any_case_the_last_one_wins_and_the_clash_is_named()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.One("good")).Layer(Samples.One("evil")).Tag("x:1")
            .RawConfig("""
                {"os":"linux","config":{"User":"1000","Env":["A=1"],"env":["LD_PRELOAD=/evil.so"],"user":"root","Entrypoint":["/good"],"ENTRYPOINT":["/evil"]},
                "Config":{"Labels":{"a":"b"}},"history":[{"created_by":"RUN good"}],"History":[{"created_by":"RUN evil"}]}
                """)
            .OciArchive(new OciOptions
            {
                Manifest = manifest =>
                {
                    JsonNode[] layers = [.. manifest["layers"]!.AsArray().Select(layer => layer!.DeepClone())];
                    manifest["layers"] = new JsonArray(layers[0]);
                    manifest["Layers"] = new JsonArray(layers[1]);
                },
            });
        ContainerImage image = OpenOne(built);
        ImageConfig config = image.Config!;

        Assert.Equal(["/evil"], Paths(Contents(image)[0]));
        Assert.Equal("root", config.User);
        Assert.Equal(["LD_PRELOAD=/evil.so"], config.Env);
        Assert.Equal(["/evil"], config.Entrypoint);
        Assert.Equal("b", config.Labels["a"]);
        Assert.Equal("RUN evil", Assert.Single(config.History).CreatedBy);
        foreach (string member in (string[])["layers", "config", "config.User", "config.Env", "config.Entrypoint", "history"])
            Assert.Single(image.Warnings, warning => warning.ErrorId == ImageErrorId.ValueIgnored && warning.Message.Contains($" {member} is there more than once", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"config":{"\u017Ftop\u017Fignal":"9","Wor\u212AingDir":"/k"}}""", "9", "/k")]
    [InlineData("""{"config":{"StopSignal":"1","stopsignal":"2"},"CONFIG":{"WorkingDir":"/b"}}""", "2", "/b")]
    [InlineData("""{"config":{"StopSignal":"1","WorkingDir":"/a"},"config":{"WorkingDir":null},"config":null}""", "1", "/a")]
    [InlineData("""{"config":{"Stop Signal":"1","Working-Dir":"/a"}}""", null, null)]
    public void Names_fold_as_in_Go_and_what_is_said_of_an_object_is_joined(string json, string? signal, string? folder)
    {
        ImageConfig config = Read(json, out _);
        Assert.Equal((signal, folder), (config.StopSignal, config.WorkingDir));
    }

    [Fact]
    public void Maps_are_joined_and_their_keys_are_exact()
    {
        ImageConfig config = Read("""{"config":{"Labels":{"a":"1","A":"2","b":"3"},"labels":{"b":"4","c":"5"},"Volumes":{"/x":{}},"volumes":{"/y":{}}}}""", out List<ImageWarning> warnings);
        Assert.Equal(["A=2", "a=1", "b=4", "c=5"], config.Labels.Select(label => $"{label.Key}={label.Value}").Order(StringComparer.Ordinal));
        Assert.Equal(["/x", "/y"], config.Volumes);
        Assert.Equal(2, warnings.Count);
        Assert.Equal(["c=5"], Read("""{"config":{"Labels":{"a":"1"},"Labels":null,"Labels":{"c":"5"}}}""", out _).Labels.Select(label => $"{label.Key}={label.Value}"));
    }

    [Fact]
    public void Items_of_a_second_list_replace_those_of_the_first_and_keep_what_they_do_not_say()
    {
        ImageConfig config = Read("""{"history":[{"created_by":"a","comment":"c"},{"created_by":"b"}],"History":[{"created_by":"x"}]}""", out _);
        ConfigHistory step = Assert.Single(config.History);
        Assert.Equal(("x", "c"), (step.CreatedBy, step.Comment));
        Assert.Equal(["B=2"], Read("""{"config":{"Env":["A=1","C=3"],"Env":["B=2"]}}""", out _).Env);
    }

    [Fact]
    public void A_clash_in_many_places_is_one_warning_with_a_count()
    {
        string steps = string.Join(',', Enumerable.Repeat("""{"comment":"a","Comment":"b"}""", 1000));
        Read($$"""{"history":[{{steps}}]}""", out List<ImageWarning> warnings);
        Assert.Contains("history[0].comment is there more than once, in capitals or not; the last one counts, as in Go (and 999 more like it)", Assert.Single(warnings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_index_and_a_list_of_images_are_read_the_same_way()
    {
        var warnings = new List<ImageWarning>();
        ManifestDocument index = JsonDocuments.Manifest("""{"manifests":[{"digest":"a","annotations":{"k":"1"}}],"Manifests":[{"DIGEST":"b","annotations":{"K":"2"}}]}"""u8, "index.json", warnings);
        DescriptorDocument entry = Assert.Single(index.Manifests!)!;
        Assert.Equal(("b", 2), (entry.Digest, entry.Annotations!.Count));
        DockerManifestItem item = Assert.Single(JsonDocuments.DockerManifest("""[{"Layers":["a"],"layers":["b"],"LayerSources":{"x":{"size":1,"Size":2}}}]"""u8, "manifest.json", warnings))!;
        Assert.Equal(["b"], item.Layers!);
        Assert.Equal(2, item.LayerSources!["x"].Size!.Value);
        Assert.Equal(3, warnings.Count);
    }

    [Fact]
    public void Manifest_json_counts_where_the_OCI_manifest_beside_it_names_other_layers()
    {
        byte[] other = Samples.One("other").Build();
        BuiltImage built = new ImageBuilder().Layer(Samples.One("first")).Tag("app:1").Docker25Archive();
        string name = built.Layers[0].Digest["sha256:".Length..];
        built.With(archive =>
        {
            archive.File($"blobs/sha256/{Sha.Hex256(other)}", other);
            archive["manifest.json"] = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(archive["manifest.json"]).Replace(name, Sha.Hex256(other), StringComparison.Ordinal));
        });
        ContainerImage image = OpenOne(built);
        Assert.Equal(["/other"], Paths(Contents(image)[0]));
        Assert.Null(image.ManifestDigest);
        Assert.Contains(image.Warnings, warning => warning.Message.Contains("name different layers of one config; manifest.json counts", StringComparison.Ordinal));
    }

    [Fact]
    public void The_last_index_of_an_archive_counts_and_its_blobs_do_and_it_is_said()
    {
        BuiltImage built = new ImageBuilder().Layer(Samples.One("first")).Tag("app:1").OciArchive();
        string blob = $"blobs/sha256/{built.Layers[0].Digest["sha256:".Length..]}";
        built.With(archive =>
        {
            archive.Files.Insert(0, new ArchiveFile("index.json", '0', "{}"u8.ToArray()));
            archive.Files.Insert(0, new ArchiveFile(blob, '0', Samples.One("hidden").Build()));
        });
        ContainerImage image = OpenOne(built);
        Assert.Equal(["/first"], Paths(Contents(image)[0]));
        Assert.Contains(image.Warnings, warning => warning.ErrorId == ImageErrorId.DuplicateName);
    }

    private static ImageConfig Read(string json, out List<ImageWarning> warnings)
    {
        warnings = [];
        return ConfigReader.Read(Encoding.UTF8.GetBytes(json), "config.json", warnings);
    }
}
