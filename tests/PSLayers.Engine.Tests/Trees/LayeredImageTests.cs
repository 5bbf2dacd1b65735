using PSLayers.Engine.Tests.Sources;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>The tree of an image is built once, and its archive answers for the memory that it takes.</summary>
public sealed class LayeredImageTests : ArchiveTest
{
    [Fact]
    public void An_image_and_its_copy_with_a_size_have_one_tree()
    {
        ContainerImage image = OpenOne(Samples.App().DockerArchive());
        LayerIndex?[] contents = Contents(image);

        Assert.Same(LayeredImage.Of(image, contents, default), LayeredImage.Of(image.WithSize(5), contents, default));
    }

    [Fact]
    public void Two_images_have_two_trees()
    {
        ContainerImage one = OpenOne(Samples.App().DockerArchive()), other = OpenOne(Samples.App().DockerArchive(), "other.tar");

        Assert.NotSame(LayeredImage.Of(one, Contents(one), default), LayeredImage.Of(other, Contents(other), default));
    }

    [Fact]
    public void The_tree_counts_as_memory_of_the_archive()
    {
        ImageArchive archive = Open(Samples.App().DockerArchive());
        ContainerImage image = Assert.Single(archive.Images);
        LayerIndex?[] contents = Contents(image);
        long before = archive.Footprint;

        LayeredImage tree = LayeredImage.Of(image, contents, default);

        Assert.Equal(before + tree.Tree.Footprint, archive.Footprint);
    }
}
