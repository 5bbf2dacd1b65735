using PSLayers.Bytes;
using PSLayers.Editing;
using PSLayers.Editing.Adding;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing;

/// <summary>An edited image is an image like any other, and nothing of it is written.</summary>
public sealed class EditedImageTests : ArchiveTest
{
    [Fact]
    public void Without_its_top_layer_an_image_shows_what_is_below()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        LayeredImage before = ImageOpening.Read(image, new ReadMeter());

        ContainerImage edited = EditedImage.Of(image, [.. image.Layers.SkipLast(1)], ConfigEdit.Of(image.Config), new ReadMeter());

        LayeredImage after = ImageOpening.Read(edited, new ReadMeter());
        Assert.Equal(Paths(before.Tree.View(image.LayerCount - 2)), Paths(after.Tree.TopView));
        Assert.Equal(image.Layers.SkipLast(1).Select(layer => layer.DiffId), edited.Config!.DiffIds);
        Assert.Equal(Digest.Of(edited.Config.RawBytes.Span).ToString(), edited.ImageId);
        Assert.True(edited.IsEdited);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_layer_put_together_of_another_has_its_own_digests_and_the_same_files(bool isCompressed)
    {
        ContainerImage image = OpenOne(Samples.App(isCompressed ? Packing.Gzip : Packing.None).DockerArchive());
        LayeredImage before = ImageOpening.Read(image, new ReadMeter());
        LayerSource top = image.Layers[^1];
        long size = image.Store!.ReadLayer(top, new ReadMeter())!.TarSize;
        var tar = new SplicedSource.Builder();
        ByteSource plain = top.Blob!.Plain(size, image.Limits);
        tar.Add(plain, 0, 512);
        tar.Add(plain, 512, size - 512);

        ContainerImage edited = EditedImage.Of(image, [.. image.Layers.SkipLast(1), EditedImage.Layer(tar.Build(), "copy")], ConfigEdit.Of(image.Config), new ReadMeter());

        Assert.Equal(image.Config!.DiffIds, edited.Config!.DiffIds);
        LayeredImage after = ImageOpening.Read(edited, new ReadMeter());
        Assert.Equal(Paths(before.Tree.TopView), Paths(after.Tree.TopView));
        Assert.Equal(image.Layers[^1].DiffId, after.Layers[^1].Digest);
    }

    [Fact]
    public void Tables_of_untouched_layers_are_those_of_the_archive()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        ImageOpening.Read(image, new ReadMeter());

        ContainerImage edited = EditedImage.Of(image, [.. image.Layers.SkipLast(1)], ConfigEdit.Of(image.Config), new ReadMeter());

        Assert.Same(image.Store!.ReadLayer(image.Layers[0], new ReadMeter()), edited.Store!.ReadLayer(edited.Layers[0], new ReadMeter()));
    }

    [Fact]
    public void A_layer_that_cannot_be_read_is_an_error_that_says_why()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        string path = Folder.Write("gone", new byte[512]);
        var tar = new SplicedSource.Builder();
        tar.Add(new AddedFile(path, FileStamp.Of(new FileInfo(path))), 0, 512);
        File.Delete(path);

        ImageException error = Assert.Throws<ImageException>(() =>
            EditedImage.Of(image, [.. image.Layers, EditedImage.Layer(tar.Build(), "new")], ConfigEdit.Of(image.Config), new ReadMeter()));

        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(TreeView view) => view.Descendants(view.Root).Select(node => view.Tree.Path(node.Node));
}
