using PSLayers.Bytes;
using PSLayers.Editing.Rebasing;
using PSLayers.Engine.Tests.Content;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Rebasing;

/// <summary>An image on another base has that base's files below its own.</summary>
public sealed class RebasedImageTests : ContentTest
{
    private static readonly byte[] Os = new TarBuilder().File("os", "old").File("lib", "old").Build();
    private static readonly byte[] NewOs = new TarBuilder().File("os", "new").Build();
    private static readonly byte[] Patch = new TarBuilder().File("patch", "1").Build();
    private static readonly byte[] App = new TarBuilder().File("app", "app").File(".wh.lib", "").Build();

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void The_layers_of_the_base_are_replaced_and_those_above_stay(Packing packing)
    {
        ContainerImage oldBase = OpenOne(new ImageBuilder().Tag("os:1").Layer(Os, createdBy: "old os").EmptyHistory("CMD old").DockerArchive(), "old.tar");
        ContainerImage newBase = OpenOne(new ImageBuilder().Tag("os:2").Layer(NewOs, createdBy: "new os").Layer(Patch, createdBy: "patch").EmptyHistory("CMD new").OciArchive(), "new.tar");
        ContainerImage app = OpenOne(new ImageBuilder().Tag("app:1").Layer(Os, packing, "old os").EmptyHistory("CMD old").EmptyHistory("ENV A=1").Layer(App, packing, "COPY app")
            .Config(env: ["A=1"]).OciArchive(), "app.tar");

        ContainerImage edited = RebasedImage.Of(app, oldBase, newBase, new ReadMeter());

        LayeredImage tree = ImageOpening.Read(edited, new ReadMeter());
        Assert.Equal(("new", "1", "app"), (Text(tree, "/os"), Text(tree, "/patch"), Text(tree, "/app")));
        Assert.Same(app.Layers[1].Blob, edited.Layers[2].Blob);
        Assert.Equal(["new os", "patch", "CMD new", "ENV A=1", "COPY app"], edited.Config!.History.Select(step => step.CreatedBy));
        Assert.Equal(["new os", "patch", "COPY app"], tree.Layers.Select(layer => layer.CreatedBy));
        Assert.Equal(["A=1"], edited.Config.Env);
        Assert.Equal([.. newBase.Config!.DiffIds, app.Config!.DiffIds[1]], edited.Config.DiffIds);
        Assert.Equal((newBase.Tags[0], newBase.ManifestDigest), (edited.Annotations["org.opencontainers.image.base.name"], edited.Annotations["org.opencontainers.image.base.digest"]));
        Assert.Equal(app.Tags, edited.Tags);
    }

    [Fact]
    public void Of_a_base_whose_history_is_another_the_steps_up_to_its_last_layer_are_replaced()
    {
        ContainerImage oldBase = OpenOne(new ImageBuilder().Tag("os:1").Layer(Os, createdBy: "squashed").DockerArchive(), "old.tar");
        ContainerImage newBase = OpenOne(new ImageBuilder().Tag("os:2").Layer(NewOs, createdBy: "new os").DockerArchive(), "new.tar");
        ContainerImage app = OpenOne(new ImageBuilder().Tag("app:1").EmptyHistory("ARG x").Layer(Os, createdBy: "old os").EmptyHistory("CMD").Layer(App, createdBy: "COPY app").DockerArchive(), "app.tar");

        Assert.Equal(["new os", "CMD", "COPY app"], RebasedImage.Of(app, oldBase, newBase, new ReadMeter()).Config!.History.Select(step => step.CreatedBy));
    }

    [Fact]
    public void What_the_archive_claims_of_its_layers_does_not_count()
    {
        string claim = Sha.Digest256(Os);
        ContainerImage oldBase = OpenOne(new ImageBuilder().Tag("os:1").Layer(new LayerSpec { Tar = NewOs, StatedDiffId = claim }).DockerArchive(), "old.tar");
        ContainerImage app = OpenOne(new ImageBuilder().Tag("app:1").Layer(Os).Layer(App).DockerArchive(), "app.tar");

        Assert.Equal(oldBase.Layers[0].DiffId, app.Layers[0].DiffId);
        Assert.Equal(ImageErrorId.BaseMismatch, Refusal(app, oldBase, oldBase));
    }

    [Fact]
    public void What_is_no_base_is_refused()
    {
        ContainerImage other = OpenOne(new ImageBuilder().Tag("os:1").Layer(NewOs).DockerArchive(), "other.tar");
        ContainerImage longer = OpenOne(new ImageBuilder().Tag("os:1").Layer(Os).Layer(App).Layer(Patch).DockerArchive(), "longer.tar");
        ContainerImage app = OpenOne(new ImageBuilder().Tag("app:1").Layer(Os).Layer(App).DockerArchive(), "app.tar");

        Assert.Equal(ImageErrorId.BaseMismatch, Refusal(app, other, other));
        Assert.Equal(ImageErrorId.BaseMismatch, Refusal(app, longer, other));
    }

    [Fact]
    public void A_base_for_another_platform_is_refused()
    {
        ContainerImage oldBase = OpenOne(new ImageBuilder().Tag("os:1").Layer(Os).DockerArchive(), "old.tar");
        ContainerImage newBase = OpenOne(new ImageBuilder().Tag("os:2").Layer(NewOs).Platform(architecture: "arm64").DockerArchive(), "new.tar");
        ContainerImage app = OpenOne(new ImageBuilder().Tag("app:1").Layer(Os).Layer(App).DockerArchive(), "app.tar");

        Assert.Equal(ImageErrorId.PlatformMismatch, Refusal(app, oldBase, newBase));
    }

    private static ImageErrorId Refusal(ContainerImage image, ContainerImage oldBase, ContainerImage newBase) =>
        Assert.Throws<ImageException>(() => RebasedImage.Of(image, oldBase, newBase, new ReadMeter())).ErrorId;
}
