using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Verification;

namespace PSLayers.Engine.Tests.Verification;

/// <summary>Images that are what they say, and images that are not: each kind of damage is found by its name.</summary>
public sealed class ImageVerificationTests : ArchiveTest
{
    public static TheoryData<string, Packing> Forms
    {
        get
        {
            var forms = new TheoryData<string, Packing>();
            foreach (string form in new[] { "docker", "docker25", "podman", "oci", "legacy" })
            {
                foreach (Packing packing in new[] { Packing.None, Packing.Gzip, Packing.Zstd })
                    forms.Add(form, packing);
            }
            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Nothing_fails_in_an_image_that_is_whole(string form, Packing packing)
    {
        ImageBuilder app = Samples.App(packing);
        BuiltImage built = form switch
        {
            "docker" => app.DockerArchive(),
            "docker25" => app.Docker25Archive(),
            "podman" => app.PodmanArchive(),
            "oci" => app.OciArchive(),
            _ => app.LegacyDockerArchive(),
        };
        IReadOnlyList<ImageCheck> checks = Verify(OpenOne(built));

        Assert.Empty(Failed(checks));
        Assert.Equal(3, checks.Count(check => check is { Check: "DiffId" or "LayerContent" }));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void A_bit_that_is_flipped_anywhere_in_a_blob_is_found(Packing packing)
    {
        BuiltImage built = Samples.App(packing).OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        var random = new Random(11);
        foreach (string blob in Directory.GetFiles(Path.Join(folder, "blobs", "sha256")).Order(StringComparer.Ordinal))
        {
            byte[] whole = File.ReadAllBytes(blob);
            bool isDocument = whole[0] == '{';
            int[] places = isDocument ? [whole.Length / 2] : [0, 1, whole.Length / 3, whole.Length / 2, whole.Length - 9, whole.Length - 1, random.Next(whole.Length), random.Next(whole.Length)];
            foreach (int place in places)
            {
                byte[] damaged = [.. whole];
                // A digit of a digest, or a letter of a word, so that a document still can be read.
                damaged[place] ^= 1;
                File.WriteAllBytes(blob, damaged);
                string[] found = [.. VerifyFolder(folder).Select(check => check.Check)];
                Assert.True(found.Length > 0, $"{Path.GetFileName(blob)} at {place}");
                if (!isDocument)
                    Assert.Contains(found, check => check is "LayerDigest" or "LayerContent");
            }
            File.WriteAllBytes(blob, whole);
        }
        Assert.Empty(VerifyFolder(folder));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    public void A_byte_behind_the_end_of_a_layer_counts(Packing packing)
    {
        BuiltImage built = Samples.App(packing).OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string blob = Path.Join(folder, "blobs", "sha256", Sha.HexOf(built.Layers[1].Digest));
        File.WriteAllBytes(blob, [.. File.ReadAllBytes(blob), 0]);

        string[] found = [.. VerifyFolder(folder).Select(check => check.Check)];

        Assert.Contains("LayerSize", found);
        Assert.Contains(found, check => check is "LayerDigest" or "LayerContent");
    }

    [Fact]
    public void A_layer_in_another_ones_place_is_found()
    {
        BuiltImage built = Samples.App().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string[] blobs = [.. built.Layers.Take(2).Select(layer => Path.Join(folder, "blobs", "sha256", Sha.HexOf(layer.Digest)))];
        byte[] first = File.ReadAllBytes(blobs[0]);
        File.WriteAllBytes(blobs[0], File.ReadAllBytes(blobs[1]));
        File.WriteAllBytes(blobs[1], first);

        ImageCheck[] failed = VerifyFolder(folder);

        Assert.Equal([0, 1], failed.Where(check => check.Check == "LayerDigest").Select(check => check.LayerIndex!.Value));
        Assert.Equal([0, 1], failed.Where(check => check.Check == "DiffId").Select(check => check.LayerIndex!.Value));
        Assert.Contains(failed, check => check.Check == "ChainId");
        Assert.Equal((built.Layers[0].Digest, built.Layers[1].Digest), failed.Where(check => check.Check == "LayerDigest").Select(check => (check.Expected!, check.Actual!)).First());
    }

    [Fact]
    public void A_blob_that_is_missing_and_one_that_nobody_names_are_found()
    {
        BuiltImage built = Samples.App().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string blobs = Path.Join(folder, "blobs", "sha256");
        File.Delete(Path.Join(blobs, Sha.HexOf(built.Layers[2].Digest)));
        string extra = new('a', 64);
        File.WriteAllText(Path.Join(blobs, extra), "x");

        ImageCheck[] failed = VerifyFolder(folder);

        Assert.Equal(["UnreferencedBlobs", "LayerPresent", "ChainId"], failed.Select(check => check.Check));
        Assert.Contains(extra, failed[0].Message, StringComparison.Ordinal);
        Assert.Equal(2, failed[1].LayerIndex);
    }

    [Fact]
    public void A_layer_that_is_to_be_fetched_from_elsewhere_is_skipped()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(new LayerSpec
        {
            Tar = Samples.One("a").Build(), Present = false, MediaType = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip", Urls = ["https://example.com/layer"],
        }).OciArchive());

        ImageCheck present = Assert.Single(Verify(image), check => check.Check == "LayerPresent");

        Assert.Equal(CheckResult.Skipped, present.Result);
        Assert.Contains("elsewhere", present.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RootFsType", """{"rootfs":{"type":"tree","diff_ids":[]}}""")]
    [InlineData("LayerCount", """{"rootfs":{"type":"layers","diff_ids":[]}}""")]
    [InlineData("History", """{"history":[{"created_by":"a"},{"created_by":"b"}]}""")]
    public void What_the_config_says_of_its_layers_is_held_against_them(string check, string change)
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.One("a")).Config(config =>
        {
            foreach ((string name, System.Text.Json.Nodes.JsonNode? value) in System.Text.Json.Nodes.JsonNode.Parse(change)!.AsObject())
                config[name] = value!.DeepClone();
        }).OciArchive());

        Assert.Contains(Failed(Verify(image)), failed => failed.Check == check);
    }

    [Fact]
    public void A_type_that_names_another_compression_is_found()
    {
        ContainerImage image = OpenOne(new ImageBuilder()
            .Layer(new LayerSpec { Tar = Samples.One("a").Build(), Packing = Packing.Gzip, MediaType = "application/vnd.oci.image.layer.v1.tar+zstd" }).OciArchive());

        ImageCheck failed = Assert.Single(Failed(Verify(image)));

        Assert.Equal(("LayerMediaType", "zstd", "gzip"), (failed.Check, failed.Expected, failed.Actual));
    }

    [Fact]
    public void Names_that_stand_twice_and_entries_that_engines_refuse_are_found()
    {
        TarBuilder tar = new TarBuilder().File("a", "1").File("a", "2").HardLink("b", "nowhere");
        ImageCheck[] failed = Failed(Verify(OpenOne(new ImageBuilder().Layer(tar).OciArchive())));

        Assert.Equal(["DuplicateNames", "RefusedEntries"], failed.Select(check => check.Check));
        Assert.Contains("/a stands there more than once", failed[0].Message, StringComparison.Ordinal);
        Assert.Contains("/b is a hard link", failed[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reference_that_leads_out_of_the_archive_is_found()
    {
        byte[] archive = new TarBuilder().File("manifest.json", """[{"Config":"../config.json","RepoTags":["x:1"],"Layers":["../layer.tar"]}]""").Build();
        ImageCheck[] failed = Failed(Verify(OpenOne(archive)));

        Assert.Contains(failed, check => check is { Check: "References", Actual: "2" });
    }

    [Fact]
    public void Quick_checks_read_no_layer()
    {
        BuiltImage built = Samples.App().OciArchive();
        string folder = built.WriteTo(Folder.Folder("layout"));
        string blob = Path.Join(folder, "blobs", "sha256", Sha.HexOf(built.Layers[1].Digest));
        byte[] changed = File.ReadAllBytes(blob);
        changed[600] ^= 1;
        File.WriteAllBytes(blob, changed);
        ContainerImage image = Assert.Single(ImageArchive.Open(folder).Images);
        var meter = new ReadMeter();

        IReadOnlyList<ImageCheck> checks = ImageVerification.OfLayers(image, isFast: true, meter);

        Assert.Empty(Failed(checks));
        Assert.Equal(6, checks.Count(check => check is { Result: CheckResult.Skipped, Message: "no layer was read" }));
        Assert.Equal(0, meter.Done);
    }

    [Fact]
    public void What_was_read_before_is_not_believed()
    {
        string path = Folder.Write("image.tar", Samples.App().DockerArchive());
        ContainerImage image = Assert.Single(ImageArchive.Open(path).Images);
        foreach (LayerSource layer in image.Layers)
            image.Store!.ReadLayer(layer, new ReadMeter())!.Digests.DiffId = Digest.Of("forged"u8);

        Assert.Empty(Failed(Verify(image)));
    }

    [Fact]
    public void The_work_stops_when_it_is_told_to()
    {
        using var stop = new CancellationTokenSource();
        ContainerImage image = OpenOne(Samples.App().OciArchive());
        stop.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => ImageVerification.OfLayers(image, isFast: false, new ReadMeter(stop.Token)));
    }

    [Fact]
    public void Algorithms_are_those_of_the_digests_that_are_stated() =>
        Assert.Empty(Failed(Verify(OpenOne(Samples.App(Packing.Gzip).OciArchive(new OciOptions { Sha512 = true })))));

    private static IReadOnlyList<ImageCheck> Verify(ContainerImage image) =>
        [.. ImageVerification.OfArchive(image), .. ImageVerification.OfDocuments(image), .. ImageVerification.OfLayers(image, isFast: false, new ReadMeter())];

    private static ImageCheck[] VerifyFolder(string folder)
    {
        try
        {
            ImageArchive archive = ImageArchive.Open(folder);
            return [.. archive.Errors.Select(error => ImageVerification.OfDamage(folder, error)), .. archive.Images.SelectMany(image => Failed(Verify(image)))];
        }
        catch (ImageException e)
        {
            return [ImageVerification.OfDamage(folder, e)];
        }
    }

    private static ImageCheck[] Failed(IEnumerable<ImageCheck> checks) => [.. checks.Where(check => check.Result == CheckResult.Failed)];
}
