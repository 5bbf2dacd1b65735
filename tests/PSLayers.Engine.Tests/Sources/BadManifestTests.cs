using System.Text;
using System.Text.Json.Nodes;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Manifests that lie: nothing outside is read, and what is right is shown all the same.</summary>
public sealed class BadManifestTests : ArchiveTest
{
    [Theory]
    [InlineData("{ no json")]
    [InlineData("[")]
    [InlineData("[{]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("")]
    [InlineData("{\"Layers\":[]")]
    public void Broken_JSON_is_one_error_with_the_documents_name(string manifest)
    {
        ImageException error = Assert.Throws<ImageException>(() => Open(HostileManifest.Text(manifest)));
        Assert.Equal((ImageErrorId.DocumentInvalid, "manifest.json"), (error.ErrorId, error.Member));
        Assert.DoesNotContain("deep", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]", ImageErrorId.ManifestMissing)]
    [InlineData("[null]", ImageErrorId.DocumentInvalid)]
    [InlineData("[{}]", ImageErrorId.DocumentInvalid)]
    [InlineData("[[]]", ImageErrorId.DocumentInvalid)]
    [InlineData("[\"text\"]", ImageErrorId.DocumentInvalid)]
    public void A_list_without_images_is_an_error(string manifest, ImageErrorId code) => Assert.Equal(code, Complaint(HostileManifest.Text(manifest)).ErrorId);

    [Fact]
    public void JSON_ten_thousand_deep_is_an_error()
    {
        ImageWarning complaint = Complaint(HostileManifest.Text(HostileInput.DeepArray(10_000)));
        Assert.Equal(ImageErrorId.DocumentInvalid, complaint.ErrorId);
        Assert.Contains("nested more than 64 deep", complaint.Message, StringComparison.Ordinal);
        Assert.Equal(ImageErrorId.DocumentInvalid, Complaint(HostileManifest.Text(HostileInput.DeepObject(10_000))).ErrorId);
        Assert.Equal(ImageErrorId.DocumentInvalid, Complaint(HostileLayout.Index(HostileInput.DeepObject(10_000))).ErrorId);
        Assert.Equal(ImageErrorId.DocumentInvalid, Complaint(HostileLayout.Config(Encoding.ASCII.GetString(HostileInput.DeepObject(10_000)))).ErrorId);
    }

    [Fact]
    public void A_manifest_of_100_MB_is_not_read()
    {
        string path = Folder.Write("huge.tar", output => HostileManifest.Huge(output, 100_000_000));
        long before = GC.GetAllocatedBytesForCurrentThread();
        ImageException error = Assert.Throws<ImageException>(() => ImageArchive.Open(path));

        Assert.Equal((ImageErrorId.DocumentTooLarge, "manifest.json"), (error.ErrorId, error.Member));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000_000);
    }

    public static TheoryData<string> BadPaths => [.. HostileManifest.BadPaths];

    [Theory]
    [MemberData(nameof(BadPaths))]
    public void A_layer_path_that_leads_elsewhere_is_absent(string path)
    {
        ContainerImage image = OpenOne(HostileManifest.LayerPath(path));
        ImageLayer[] layers = Layers(image);

        Assert.Equal(2, layers[1].EntryCount);
        if (path == "manifest.json")
        {
            // It is a file of the archive, but no tar.
            Assert.Equal(ImageErrorId.LayerTruncated, Contents(image)[0]!.Damage!.ErrorId);
            return;
        }
        Assert.False(layers[0].Present);
        bool leadsOut = path.Contains("../", StringComparison.Ordinal) || path == "..";
        Assert.Contains(leadsOut ? ImageErrorId.PathOutside : ImageErrorId.BlobMissing, Codes(image));
        Assert.Equal(leadsOut, Codes(image).Contains(ImageErrorId.PathOutside));
    }

    [Theory]
    [MemberData(nameof(BadPaths))]
    public void A_config_path_that_leads_elsewhere_leaves_the_layers(string path)
    {
        ContainerImage image = OpenOne(HostileManifest.ConfigPath(path));

        Assert.Null(image.Config);
        Assert.All(Layers(image), layer => Assert.Equal(2, layer.EntryCount));
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.StartsWith(path, warning.Message, StringComparison.Ordinal);
        Assert.Equal(path == "manifest.json" ? ImageErrorId.DocumentInvalid
            : path.Contains("../", StringComparison.Ordinal) || path == ".." ? ImageErrorId.PathOutside : ImageErrorId.BlobMissing, warning.ErrorId);
    }

    [Fact]
    public void Items_that_are_no_objects_do_not_hide_the_others()
    {
        BuiltImage small = HostileInput.SmallImage().DockerArchive();
        string list = Encoding.UTF8.GetString(small.Archive["manifest.json"]);
        ImageArchive archive = Open(small.With(files => files["manifest.json"] = Encoding.UTF8.GetBytes($"[7,{list[1..^1]},\"x\"]")));

        Assert.Equal(2, Layers(Assert.Single(archive.Images)).Length);
        ImageException error = Assert.Single(archive.Errors);
        Assert.Equal(ImageErrorId.DocumentInvalid, error.ErrorId);
        Assert.EndsWith("(and 1 more for the same reason)", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Entries_of_an_index_that_are_no_objects_do_not_hide_the_others()
    {
        ImageArchive archive = Open(HostileInput.SmallImage().OciArchive(new OciOptions
        {
            Index = index =>
            {
                index["manifests"]!.AsArray().Insert(0, "text");
                index["manifests"]![1]!["platform"] = "linux";
            },
        }));

        Assert.Equal(2, Layers(Assert.Single(archive.Images)).Length);
        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void A_manifest_of_schema_1_is_called_that()
    {
        BuiltImage built = HostileLayout.Blob(image => image.ManifestDigest!, _ => """{"schemaVersion":1,"fsLayers":[]}"""u8.ToArray());
        Assert.Contains("schema 1", Complaint(built).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_as_long_as_a_book_are_shortened_in_messages()
    {
        ContainerImage image = OpenOne(HostileManifest.ConfigPath(new string('a', 200_000)));
        Assert.InRange(Assert.Single(image.Warnings).Message.Length, 1000, 3000);
    }

    [Theory]
    [MemberData(nameof(BadPaths))]
    public void In_a_folder_bad_paths_lead_nowhere_either(string path)
    {
        string folder = HostileManifest.LayerPath(path).WriteTo(Folder.Folder("unpacked"));
        ContainerImage image = Assert.Single(ImageArchive.Open(folder).Images);

        Assert.Equal(path == "manifest.json", Layers(image)[0].Present);
        Assert.Equal(2, Layers(image)[1].EntryCount);
    }

    public static TheoryData<string> BadDigests => [.. HostileManifest.BadDigests];

    [Theory]
    [MemberData(nameof(BadDigests))]
    public void A_digest_that_is_none_is_never_a_path(string digest)
    {
        ImageArchive archive = Open(HostileLayout.IndexDigest(digest));
        Assert.Empty(archive.Images);
        ImageException error = Assert.Single(archive.Errors);
        Assert.Equal((ImageErrorId.DigestInvalid, "index.json"), (error.ErrorId, error.Member));

        ContainerImage image = OpenOne(HostileLayout.LayerDigest(digest));
        Assert.Contains(ImageErrorId.DigestInvalid, Codes(image));
        Assert.Equal([false, true], Layers(image).Select(layer => layer.Present));
        Assert.Null(Layers(image)[0].Digest);
    }

    [Theory]
    [InlineData("9223372036854775807", ImageErrorId.ValueIgnored)]
    [InlineData("9223372036854775806", ImageErrorId.BlobSizeMismatch)]
    [InlineData("18446744073709551616", ImageErrorId.ValueIgnored)]
    [InlineData("-1", ImageErrorId.ValueIgnored)]
    [InlineData("1e30", ImageErrorId.ValueIgnored)]
    [InlineData("0", ImageErrorId.BlobSizeMismatch)]
    [InlineData("1.5", ImageErrorId.ValueIgnored)]
    public void A_size_that_cannot_be_is_a_warning_and_the_layer_is_read(string size, ImageErrorId code)
    {
        ContainerImage image = OpenOne(HostileLayout.LayerSize(size));
        Assert.Equal([code], Codes(image));
        Assert.Equal([2, 2], Layers(image).Select(layer => layer.EntryCount!.Value));
        Assert.Equal(ImageErrorId.BlobSizeMismatch, Assert.Single(OpenOne(HostileLayout.IndexSize(size)).Warnings).ErrorId);
    }

    [Theory]
    [InlineData("\"big\"")]
    [InlineData("null")]
    [InlineData("[]")]
    public void A_size_that_is_no_number_counts_as_absent(string size)
    {
        Assert.Empty(OpenOne(HostileLayout.LayerSize(size)).Warnings);
        Assert.Empty(OpenOne(HostileLayout.IndexSize(size)).Warnings);
    }

    [Fact]
    public void A_float_that_is_the_right_size_is_right()
    {
        long size = HostileInput.SmallImage().OciArchive().Layers[0].StoredSize;
        Assert.Empty(OpenOne(HostileLayout.LayerSize($"{size}.0")).Warnings);
    }

    [Fact]
    public void A_manifest_and_an_index_at_once_is_refused()
    {
        ImageArchive archive = Open(HostileLayout.LayersAndManifests());
        Assert.Empty(archive.Images);
        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Single(archive.Errors).ErrorId);
        Assert.Equal(ImageErrorId.DocumentInvalid, Complaint(HostileLayout.ManifestThatSaysIndex()).ErrorId);
        Assert.Equal(ImageErrorId.DocumentInvalid,
            Complaint(HostileInput.SmallImage().OciArchive(new OciOptions { Index = index => index["layers"] = new JsonArray() })).ErrorId);
    }

    [Fact]
    public void A_document_that_is_neither_is_refused()
    {
        BuiltImage built = HostileLayout.Blob(image => image.ManifestDigest!, _ => """{"some":"thing"}"""u8.ToArray());
        Assert.Equal(ImageErrorId.DocumentInvalid, Complaint(built).ErrorId);
    }

    [Fact]
    public void An_index_that_contains_itself_ends()
    {
        ImageArchive archive = Open(HostileLayout.IndexOfItself());
        Assert.Empty(archive.Images);
        Assert.Equal(ImageErrorId.LinkCycle, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void One_config_under_many_names_does_not_take_memory_for_each()
    {
        BuiltImage small = HostileInput.SmallImage().DockerArchive();
        string config = Sha.Hex256(small.Config) + ".json";
        string many = string.Join(',', Enumerable.Repeat($$"""{"Config":"{{config}}","Layers":[]}""", 50));
        var limits = new ReadLimits { DocumentTotal = 20_000 };

        ImageArchive archive = ImageArchive.Open(Folder.Write("many.tar", HostileManifest.Text($"[{many}]")), limits: limits);

        Assert.NotEmpty(archive.Images);
        Assert.InRange(archive.Images.Sum(image => image.Config!.Raw.Length), 1, limits.DocumentTotal);
        ImageException error = Assert.Single(archive.Errors);
        Assert.Equal(ImageErrorId.CountLimit, error.ErrorId);
        Assert.EndsWith($"(and {50 - archive.Images.Count - 1} more for the same reason)", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void More_manifests_than_any_honest_index_has_are_an_error() =>
        Assert.Equal(ImageErrorId.CountLimit, Complaint(HostileLayout.WideIndex(ReadLimits.Default.Manifests + 1)).ErrorId);

    [Fact]
    public void More_layers_than_any_image_has_are_an_error()
    {
        string many = string.Join(',', Enumerable.Repeat("\"a\"", ReadLimits.Default.Layers + 1));
        BuiltImage small = HostileInput.SmallImage().DockerArchive();
        string config = Sha.Hex256(small.Config) + ".json";
        Assert.Equal(ImageErrorId.CountLimit, Complaint(HostileManifest.Text($$"""[{"Config":"{{config}}","Layers":[{{many}}]}]""")).ErrorId);
    }

    [Fact]
    public void A_manifest_that_was_changed_is_read_with_a_warning()
    {
        ContainerImage image = OpenOne(HostileLayout.Blob(image => image.ManifestDigest!, blob => [.. blob, (byte)' ']));
        Assert.Equal([ImageErrorId.DigestMismatch, ImageErrorId.BlobSizeMismatch], Codes(image));
        Assert.Equal(2, Layers(image).Count(layer => layer.EntryCount == 2));
    }

    [Fact]
    public void A_nested_index_that_was_changed_is_read_with_a_warning()
    {
        BuiltImage built = HostileInput.SmallImage().OciArchive(new OciOptions { NestedIndexes = 1 });
        string digest = (string)JsonNode.Parse(built.Archive["index.json"])!["manifests"]![0]!["digest"]!;
        string path = "blobs/" + digest.Replace(':', '/');
        ContainerImage image = OpenOne(built.With(archive => archive[path] = [.. archive[path], (byte)'\n']));
        Assert.Equal([ImageErrorId.DigestMismatch, ImageErrorId.BlobSizeMismatch], Codes(image));
    }

    [Fact]
    public void A_config_that_was_changed_is_read_with_a_warning_and_has_its_own_digest()
    {
        BuiltImage built = HostileLayout.Blob(image => image.ConfigDigest, blob => [.. blob, (byte)' ']);
        ContainerImage image = OpenOne(built);
        Assert.Equal([ImageErrorId.DigestMismatch, ImageErrorId.BlobSizeMismatch], Codes(image));
        Assert.Equal(Sha.Digest256([.. built.Config, (byte)' ']), image.ImageId);
    }

    [Fact]
    public void A_config_that_is_missing_leaves_the_layers()
    {
        BuiltImage built = HostileInput.SmallImage().OciArchive();
        ContainerImage image = OpenOne(built.With(archive => archive.Remove("blobs/" + built.ConfigDigest.Replace(':', '/'))));
        Assert.Equal([ImageErrorId.BlobMissing], Codes(image));
        Assert.Null(image.ImageId);
        Assert.Equal(built.Layers.Select(layer => layer.DiffId), Layers(image).Select(layer => layer.DiffId));
    }

    [Theory]
    [InlineData("{ no json")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("")]
    public void A_config_that_is_no_config_is_one_error(string config)
    {
        ImageArchive archive = Open(HostileLayout.Config(config));
        Assert.Empty(archive.Images);
        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void Two_manifests_with_the_same_bytes_are_one_image() =>
        Assert.Single(Open(HostileInput.SmallImage().OciArchive(new OciOptions
        {
            Index = index => index["manifests"]!.AsArray().Add(index["manifests"]![0]!.DeepClone()),
        })).Images);
}
