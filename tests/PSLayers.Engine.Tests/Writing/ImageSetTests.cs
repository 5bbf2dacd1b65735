using System.Text.Json.Nodes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Writing;
using PSLayers.Writing.Archives;

namespace PSLayers.Engine.Tests.Writing;

/// <summary>Several images in one archive: what belongs together stays together.</summary>
public sealed class ImageSetTests : ExportTest
{
    private static ImageBuilder App => Samples.App(Packing.Gzip);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Several_images_keep_their_names(ImageFormat format)
    {
        ContainerImage one = OpenOne(App.DockerArchive(), "one.tar"), two = OpenOne(Samples.Other().OciArchive(), "two.tar");

        ImageArchive archive = Written([one, two], new ExportOptions { Format = format });

        Assert.Equal(2, archive.Images.Count);
        AssertSameImage(one, archive.Images[0]);
        AssertSameImage(two, archive.Images[1]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_index_of_platforms_stays_as_it_is(ImageFormat format)
    {
        ImageArchive source = Platforms();

        ImageArchive archive = Written(source.Images, new ExportOptions { Format = format });

        Assert.Equal(source.Images.Select(image => image.ManifestDigest).Order(), archive.Images.Select(image => image.ManifestDigest).Order());
        Assert.Equal(Index(source), Index(archive));
        Assert.Equal(ImageKind.Attestation, Assert.Single(archive.Images, image => image.Kind != ImageKind.Image).Kind);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_image_that_is_chosen_comes_alone(ImageFormat format)
    {
        ContainerImage chosen = Platforms().Images.Single(image => image.Platform == "linux/arm64/v8");

        ContainerImage written = Assert.Single(Written([chosen], new ExportOptions { Format = format }).Images);

        Assert.Equal(chosen.ManifestDigest, written.ManifestDigest);
        AssertSameImage(chosen, written);
        Assert.Empty(written.AbsentPlatforms);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Platforms_that_are_packed_anew_stay_together_and_their_attestation_is_left_out(ImageFormat format)
    {
        ImageArchive source = Platforms();

        ImageArchive archive = Written(source.Images, new ExportOptions { Format = format, Packing = new LayerPacking(LayerCompression.Zstd) });

        Assert.Equal(["linux/amd64", "linux/arm64/v8"], archive.Images.Select(image => image.Platform).Order());
        Assert.All(archive.Images, image => Assert.Equal("docker.io/library/app:1", ImageReference.Full(image.Name)));
        Assert.Equal(["linux/amd64", "linux/arm64/v8"], Entries(archive).Select(entry => PlatformOf(entry!["platform"]!)).Order());
    }

    [Fact]
    public void What_is_left_out_is_said()
    {
        IReadOnlyList<ExportedImage> written = Write(Platforms().Images, Place("written"), new ExportOptions { Packing = new LayerPacking(LayerCompression.Zstd) });

        Assert.Contains(written.SelectMany(image => image.Warnings), warning => warning.Message.Contains("is left out", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Images_for_several_platforms_under_one_new_name_get_an_index(ImageFormat format)
    {
        ContainerImage one = OpenOne(App.DockerArchive(), "one.tar"), two = OpenOne(Samples.Other().OciArchive(), "two.tar");

        ImageArchive archive = Written([one, two], new ExportOptions { Format = format, NewTags = ["both:1"] });

        Assert.Equal(2, Entries(archive).Count);
        AssertSameView(one, archive.Images.Single(image => image.Platform == "linux/amd64"));
        AssertSameView(two, archive.Images.Single(image => image.Platform == "linux/arm64/v8"));
    }

    [Fact]
    public void Two_images_for_one_platform_cannot_have_one_name()
    {
        ContainerImage one = OpenOne(App.DockerArchive(), "one.tar"), two = OpenOne(new ImageBuilder().Layer(Samples.One("x")).Tag("x:1").OciArchive(), "two.tar");

        Assert.All(Forms, format =>
            Assert.Equal(ImageErrorId.SeveralImages, Assert.Throws<ImageException>(() => Write([one, two], Place("x"), new ExportOptions { Format = format, NewTags = ["both:1"] })).ErrorId));
        Assert.False(Path.Exists(Place("x")));
    }

    [Fact]
    public void One_image_of_two_archives_has_the_names_of_both()
    {
        ContainerImage one = OpenOne(new ImageBuilder().Layer(Samples.One("x")).Tag("x:1").DockerArchive(), "one.tar");
        ContainerImage two = OpenOne(new ImageBuilder().Layer(Samples.One("x")).Tag("y:1").DockerArchive(), "two.tar");

        Assert.Equal(["x:1", "y:1"], Assert.Single(Written([one, two], new ExportOptions()).Images).Tags);
    }

    [Theory]
    [InlineData(ImageFormat.OciArchive)]
    [InlineData(ImageFormat.OciLayout)]
    public void Artifacts_are_written_as_they_are(ImageFormat format)
    {
        ImageArchive source = Open(App.OciArchive(new OciOptions { Artifact = true, ArtifactHasSubject = true, Attestation = true, StatePlatform = true }));

        ImageArchive archive = Written(source.Images, new ExportOptions { Format = format });

        Assert.Equal(source.Images.Select(image => (image.Kind, image.ManifestDigest)), archive.Images.Select(image => (image.Kind, image.ManifestDigest)));
    }

    private ImageArchive Platforms() => Open(App.ContainerdArchive(new ContainerdOptions { OtherPlatforms = [Samples.Other("app:1")] }), "platforms.tar");

    private static string PlatformOf(JsonNode platform) => $"{platform["os"]}/{platform["architecture"]}{(platform["variant"] is { } variant ? $"/{variant}" : "")}";

    // The index that holds an image's platforms together.
    private static JsonArray Entries(ImageArchive archive) => Index(archive) is { } index ? JsonNode.Parse(index)!["manifests"]!.AsArray() : [];

    private static string? Index(ImageArchive archive) => archive.Images.SelectMany(image => image.Documents).FirstOrDefault(document => document is { Kind: "index", StatedDigest: not null }) is { } index
        ? System.Text.Encoding.UTF8.GetString(index.Content)
        : null;
}
