using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>Which step of the history made which layer.</summary>
public sealed class HistoryPairingTests : ArchiveTest
{
    [Fact]
    public void Steps_that_are_not_marked_as_empty_are_the_layers_in_order()
    {
        BuiltImage built = Samples.App().DockerArchive();
        ContainerImage image = OpenOne(built);
        HistoryEntry[] history = [.. HistoryPairing.Entries(image, [26, 0, 10])];

        // Newest first, as docker prints it.
        Assert.Equal([3, 2, 1, 0], history.Select(entry => entry.Index));
        Assert.Equal([2, 1, null, 0], history.Select(entry => entry.LayerIndex));
        Assert.Equal([10, 0, 0, 26], history.Select(entry => entry.Size));
        Assert.Equal([false, false, true, false], history.Select(entry => entry.EmptyLayer));
        Assert.Equal([built.ConfigDigest["sha256:".Length..][..12], "<missing>", "<missing>", "<missing>"], history.Select(entry => entry.ShortImageId));
        Assert.Equal(["COPY run /app/run", "RUN rm /etc/hostname", "CMD [\"/bin/sh\"]", "ADD file:base in /"], history.Select(entry => entry.Instruction));
        Assert.Equal("RUN /bin/sh -c rm /etc/hostname # buildkit", history[1].CreatedBy);
        Assert.All(history, entry => Assert.Equal(("app:1", image.ImagePath), (entry.ImageName, entry.ImagePath)));
        Assert.Empty(image.Warnings);
    }

    [Theory]
    [InlineData("absent", 3, 0)]
    [InlineData("""[]""", 3, 0)]
    [InlineData("""[{"created_by":"only"}]""", 3, 1)]
    [InlineData("""[{"created_by":"a"},{"created_by":"b"},{"created_by":"c"},{"created_by":"d"},{"created_by":"e"}]""", 3, 3)]
    [InlineData("""[{"created_by":"a","empty_layer":true},{"created_by":"b","empty_layer":true}]""", 3, 0)]
    [InlineData("""[null,{"created_by":"a"},{"created_by":null},{}]""", 3, 3)]
    public void A_history_that_does_not_fit_still_gives_every_step_and_every_layer(string history, int layers, int matched)
    {
        ImageBuilder builder = history == "absent" ? Samples.App().NoHistory() : Samples.App().History(history);
        ContainerImage image = OpenOne(builder.DockerArchive());
        HistoryEntry[] entries = [.. HistoryPairing.Entries(image, [1, 2, 3])];
        int steps = image.Config!.History.Count;

        Assert.Equal(Enumerable.Range(0, layers), entries.Where(entry => entry.LayerIndex is not null).Select(entry => entry.LayerIndex!.Value).Order());
        Assert.Equal(steps + layers - matched, entries.Length);
        Assert.Equal(layers - matched, entries.Count(entry => entry.CreatedBy == "(missing)"));
        Assert.Equal(Enumerable.Range(0, entries.Length).Reverse(), entries.Select(entry => entry.Index));
        Assert.Equal(steps > 0 && steps != layers ? [ImageErrorId.HistoryMismatch] : Array.Empty<ImageErrorId>(), Codes(image));
        Assert.Equal(matched, Layers(image).Count(layer => image.Config.History.Any(step => step.CreatedBy == layer.CreatedBy)));
    }

    [Fact]
    public void The_newest_steps_are_matched_first()
    {
        ContainerImage image = OpenOne(Samples.App().History("""[{"created_by":"newer"},{"created_by":"mark","empty_layer":true},{"created_by":"newest"}]""").DockerArchive());

        Assert.Equal([null, "newer", "newest"], Layers(image).Select(layer => layer.CreatedBy));
        Assert.Equal(["newest", "mark", "newer", "(missing)"], HistoryPairing.Entries(image, [1, 2, 3]).Select(entry => entry.CreatedBy));
    }

    [Fact]
    public void A_squashed_image_keeps_its_history_and_its_one_layer_has_the_newest_step()
    {
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Samples.Base())
            .History("""[{"created_by":"a"},{"created_by":"b","empty_layer":true},{"created_by":"c"},{"created_by":"","comment":"merge a to b"}]""").DockerArchive());
        HistoryEntry[] entries = [.. HistoryPairing.Entries(image, [26])];

        Assert.Equal([0, null, null, null], entries.Select(entry => entry.LayerIndex));
        Assert.Equal([26, null, 0, null], entries.Select(entry => entry.Size));
        Assert.Equal("merge a to b", entries[0].Comment);
        Assert.Equal([ImageErrorId.HistoryMismatch], Codes(image));
    }

    [Fact]
    public void A_step_that_made_a_layer_without_files_is_no_empty_step()
    {
        // BuildKit's WORKDIR makes a real layer, with no or one entry.
        BuiltImage built = new ImageBuilder().Layer(Samples.Base()).Layer(EmptyLayers.AsLayer(EmptyLayers.BuildKitGzip) with { CreatedBy = "WORKDIR /app" }).OciArchive();
        ContainerImage image = OpenOne(built);

        Assert.Equal("WORKDIR /app", Layers(image)[1].CreatedBy);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void Old_images_have_an_empty_layer_for_each_step()
    {
        ImageBuilder builder = new ImageBuilder().Layer(Samples.Base(), Packing.Gzip, createdBy: "ADD");
        foreach (string step in new[] { "ENV", "CMD" })
            builder.Layer(EmptyLayers.AsLayer(EmptyLayers.DockerGzip) with { CreatedBy = step });
        BuiltImage built = builder.OciArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal(["ADD", "ENV", "CMD"], Layers(image).Select(layer => layer.CreatedBy));
    }

    [Fact]
    public void More_DiffIds_than_layers_are_a_warning_and_the_manifest_counts()
    {
        BuiltImage built = Samples.App().Config(config => config["rootfs"]!["diff_ids"]!.AsArray().Add("sha256:" + new string('0', 64))).DockerArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image);
        Assert.Equal([ImageErrorId.BlobMissing], Codes(image));
    }
}
