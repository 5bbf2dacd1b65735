using System.Text;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Engine.Tests.Sources;

/// <summary>What docker before 1.10 saved: no manifest, a chain of parents.</summary>
public sealed class LegacyDockerArchiveTests : ArchiveTest
{
    [Fact]
    public void The_chain_of_parents_gives_the_layers()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        ContainerImage image = OpenOne(built);

        AssertIs(built, image, hasConfig: false);
        Assert.Equal("docker-legacy", image.Format);
        Assert.Equal(["app:1", "app:latest"], image.Tags);
        Assert.Equal(built.Layers[^1].V1Id, image.ImageId);
        Assert.Equal("linux/amd64", image.Platform);
        Assert.Equal(["PATH=/bin", "A=1"], image.Config!.Env);
        Assert.Equal("1.9.1", image.Config.DockerVersion);
        Assert.Empty(image.Warnings);
    }

    [Fact]
    public void The_history_comes_from_the_layers_own_configs()
    {
        ContainerImage image = OpenOne(Samples.App().LegacyDockerArchive());
        HistoryEntry[] history = [.. HistoryPairing.Entries(image, [1, 2, 3])];

        Assert.Equal([2, 1, 0], history.Select(entry => entry.LayerIndex!.Value));
        Assert.Equal("/bin/sh -c COPY run /app/run # buildkit", history[0].CreatedBy);
    }

    [Fact]
    public void Without_repositories_the_newest_layer_is_the_image()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive().With(archive => archive.Remove("repositories"));
        ContainerImage image = OpenOne(built);

        AssertIs(built, image, hasConfig: false);
        Assert.Empty(image.Tags);
        Assert.Equal(built.Layers[^1].V1Id[..12], image.Name);
    }

    [Fact]
    public void A_repository_without_tags_is_told_and_the_image_is_shown()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive().With(archive => archive["repositories"] = """{"a":null,"b":{"t":null}}"""u8.ToArray());

        ImageArchive archive = Open(built);

        Assert.Equal(built.Layers[^1].V1Id, Assert.Single(archive.Images).ImageId);
        Assert.Equal(
            [(ImageErrorId.DocumentInvalid, "the repository a has no list of tags"), (ImageErrorId.DocumentInvalid, "the tag b:t names no layer")],
            archive.Errors.Select(error => (error.ErrorId, error.Reason)));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(200)]
    [InlineData(400)]
    public void Tags_of_every_link_of_a_chain_have_as_many_layers_as_the_limit_and_one_error(int length)
    {
        var files = new Archive();
        for (int i = 0; i < length; i++)
        {
            files[$"{i:D4}/json"] = Encoding.UTF8.GetBytes(i == 0 ? "{}" : $$"""{"parent":"{{i - 1:D4}}"}""");
            files[$"{i:D4}/layer.tar"] = new byte[1024];
        }
        string tags = string.Join(',', Enumerable.Range(0, length).Select(i => $"\"{i}\":\"{i:D4}\""));
        files["repositories"] = Encoding.UTF8.GetBytes("{\"a\":{" + tags + "}}");

        ImageArchive archive = ImageArchive.Open(Folder.Write("chain.tar", files.ToTar()), limits: new ReadLimits { ArchiveLayers = 1000 });

        Assert.InRange(archive.Images.Sum(image => image.LayerCount), 900, 1000);
        ImageException error = Assert.Single(archive.Errors);
        Assert.Equal(ImageErrorId.CountLimit, error.ErrorId);
        Assert.Contains("limit ArchiveLayers", error.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_images_of_one_archive_share_their_parents()
    {
        BuiltImage first = new ImageBuilder().Layer(Samples.Base()).Layer(Samples.One("one")).Tag("one:1").LegacyDockerArchive();
        BuiltImage second = new ImageBuilder().Layer(Samples.Base()).Layer(Samples.One("two")).Tag("two:1").LegacyDockerArchive();
        ImageArchive archive = Open(PSLayers.Fixtures.Archives.Combine(first, second).ToTar());

        Assert.Equal(["one:1", "two:1"], archive.Images.Select(image => image.Name));
        AssertIs(first, archive.Images[0], hasConfig: false);
        AssertIs(second, archive.Images[1], hasConfig: false);
        // One object, so that what is found out about its bytes is found out once.
        Assert.Same(archive.Images[0].Layers[0].Blob, archive.Images[1].Layers[0].Blob);
    }

    [Fact]
    public void A_parent_that_is_missing_is_a_warning_and_the_layers_above_it_come()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        string missing = built.Layers[0].V1Id;
        ImageArchive archive = Open(built.With(files => files.Remove(missing + "/json")));

        Assert.Empty(archive.Errors);
        ContainerImage image = Assert.Single(archive.Images);
        Assert.Equal(built.Layers.Count - 1, image.LayerCount);
        ImageWarning warning = Assert.Single(image.Warnings);
        Assert.Equal(ImageErrorId.BlobMissing, warning.ErrorId);
        Assert.StartsWith(missing + "/json", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tag_whose_image_is_missing_is_one_error_that_names_the_tag()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        ImageArchive archive = Open(built.With(files => files.Remove(built.Layers[^1].V1Id + "/json")));

        Assert.Empty(archive.Images);
        Assert.Contains("app:1", Assert.Single(archive.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parents_in_a_circle_are_one_error()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        string bottom = built.Layers[0].V1Id;
        byte[] json = System.Text.Encoding.UTF8.GetBytes($$"""{"id":"{{bottom}}","parent":"{{built.Layers[^1].V1Id}}"}""");
        ImageArchive archive = Open(built.With(files => files[bottom + "/json"] = json));

        Assert.Equal(ImageErrorId.LinkCycle, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void A_layer_file_that_is_missing_leaves_the_others()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        ContainerImage image = OpenOne(built.With(files => files.Remove(built.Layers[1].V1Id + "/layer.tar")));

        Assert.Equal(ImageErrorId.BlobMissing, Assert.Single(image.Warnings).ErrorId);
        Assert.Equal([true, false, true], Layers(image).Select(layer => layer.Present));
    }

    [Fact]
    public void An_id_that_leads_outside_is_refused()
    {
        BuiltImage built = Samples.App().LegacyDockerArchive();
        ImageArchive archive = Open(built.With(files => files["repositories"] = """{"app":{"1":"../../etc"}}"""u8.ToArray()));

        Assert.Equal(ImageErrorId.PathOutside, Assert.Single(archive.Errors).ErrorId);
    }

    [Fact]
    public void More_images_than_any_honest_archive_has_are_an_error()
    {
        string tags = string.Join(',', Enumerable.Range(0, 5).Select(i => $"\"{i}\":\"id{i}\""));
        BuiltImage built = Samples.App().LegacyDockerArchive()
            .With(archive => archive["repositories"] = System.Text.Encoding.UTF8.GetBytes("{\"app\":{" + tags + "}}"));

        ImageException e = Assert.Throws<ImageException>(() => ImageArchive.Open(Folder.Write("a.tar", built), limits: new ReadLimits { Manifests = 4 }));

        Assert.Equal(ImageErrorId.CountLimit, e.ErrorId);
    }
}
