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

/// <summary>Images that are added to an OCI layout.</summary>
public sealed class LayoutTests : ExportTest
{
    private static readonly ExportOptions Layout = new() { Format = ImageFormat.OciLayout };

    [Fact]
    public void What_is_there_stays()
    {
        ContainerImage one = OpenOne(Samples.App().DockerArchive(), "one.tar"), two = OpenOne(Samples.Other().OciArchive(), "two.tar");
        Written([one], Layout);
        JsonNode before = Index()["manifests"]![0]!;

        ImageArchive archive = Written([two], Layout);

        Assert.True(JsonNode.DeepEquals(before, Index()["manifests"]![0]));
        Assert.Equal(2, archive.Images.Count);
        AssertSameImage(one, archive.Images[0]);
        AssertSameImage(two, archive.Images[1]);
    }

    [Fact]
    public void What_is_added_again_changes_nothing()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        Written([image], Layout);
        JsonNode before = Index();

        Written([image], Layout);

        Assert.True(JsonNode.DeepEquals(before, Index()));
    }

    [Fact]
    public void A_name_is_moved_only_if_it_may_be()
    {
        ContainerImage one = OpenOne(Samples.App().DockerArchive(), "one.tar"), two = OpenOne(Samples.Other("app:1").OciArchive(), "two.tar");
        Written([one], Layout);
        string[] before = Files();

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => Write([two], Place("written"), Layout)).ErrorId);
        Assert.Equal(before, Files());

        ImageArchive archive = Written([two], Layout with { Replaces = true });
        Assert.Equal(["docker.io/library/app:latest"], archive.Images.Single(image => image.ImageId == one.ImageId).Tags.Select(ImageReference.Full));
        Assert.Equal(["docker.io/library/app:1"], archive.Images.Single(image => image.ImageId == two.ImageId).Tags.Select(ImageReference.Full));
    }

    [Fact]
    public void A_folder_that_is_no_layout_is_left_alone()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        Directory.CreateDirectory(Place("full"));
        File.WriteAllText(Place("full/mine"), "1");
        Directory.CreateDirectory(Place("empty"));

        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => Write([image], Place("full"), Layout)).ErrorId);
        Assert.Equal(["mine"], Directory.EnumerateFileSystemEntries(Place("full")).Select(path => Path.GetFileName(path)));
        Assert.Equal(ImageErrorId.DestinationExists, Assert.Throws<ImageException>(() => Write([image], Place("image.tar"), Layout)).ErrorId);
        Assert.Equal(ImageErrorId.PathNotFound, Assert.Throws<ImageException>(() => Write([image], Place("nowhere/layout"), Layout)).ErrorId);
        AssertSameImage(image, Assert.Single(Written([image], Layout, "empty").Images));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"manifests\":{}}")]
    [InlineData("{\"manifests\":[],\"manifests\":[]}")]
    public void A_layout_with_a_broken_index_gets_nothing(string index)
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        Directory.CreateDirectory(Place("written"));
        File.WriteAllText(Place("written/index.json"), index);

        Assert.Equal(ImageErrorId.DocumentInvalid, Assert.Throws<ImageException>(() => Write([image], Place("written"), Layout)).ErrorId);
        Assert.Equal(["index.json"], Files());
    }

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        Written([image], Layout);
        string canary = Folder.Folder("canary");
        Directory.Move(Place("written/blobs"), Place("blobs"));
        Directory.CreateSymbolicLink(Place("written/blobs"), canary);

        Assert.Equal(ImageErrorId.DestinationLink, Assert.Throws<ImageException>(() => Write([image], Place("written"), Layout)).ErrorId);
        Assert.Empty(Directory.EnumerateFileSystemEntries(canary));
    }

    [Fact]
    public void More_layers_than_files_may_be_open_are_written()
    {
        ContainerImage image = OpenOne(Enumerable.Range(0, 300).Aggregate(new ImageBuilder(), (image, i) => image.Layer(Samples.One($"f{i}"), i % 2 == 0 ? Packing.None : Packing.Gzip)).Tag("many:1").OciArchive());

        AssertSameImage(image, Assert.Single(Written([image], Layout with { Packing = new LayerPacking(LayerCompression.Gzip) }).Images));
    }

    private JsonNode Index() => JsonNode.Parse(File.ReadAllBytes(Place("written/index.json")))!;

    private string[] Files() => [.. Directory.EnumerateFiles(Place("written"), "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Place("written"), path)).Order(StringComparer.Ordinal)];
}
