using PSLayers.Engine.Tests.Sources;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Waste;

/// <summary>Measures of images that other people's tools saved, with figures that are known.</summary>
public sealed class RealMeasureTests
{
    [FixtureFact]
    public void The_docker_image_wastes_what_a_squash_would_save()
    {
        ImageMeasure measure = Measure(RealFixtures.PathOf("test-docker-image.tar")!);

        Assert.Equal((1_220_598, 1_188_573, 32_025), (measure.Size, measure.ViewSize, measure.HiddenSize));
        Assert.Equal((14, 423), (measure.LayerCount, measure.EntryCount));
        Assert.Equal(["/root/example/somefile1.txt 12810", "/root/example/somefile2.txt 6405", "/root/example/somefile3.txt 6405", "/root/saved.txt 6405"],
            measure.WastedFiles.Select(file => $"{file.InnerPath} {file.WastedSize}"));
    }

    [FixtureFact]
    public void The_figures_of_dive_are_those_of_dive()
    {
        ImageMeasure measure = Measure(RealFixtures.PathOf("test-docker-image.tar")!);

        Assert.Equal((0.9844212134184309, 32_025, 0.4834911001404049), (measure.DiveEfficiency!.Value, measure.DiveWastedSize!.Value, measure.DiveUserWastedPercent!.Value));
    }

    [FixtureFact]
    public void Small_images_have_the_views_that_are_known()
    {
        Assert.Equal((1, 4), Figures("whiteout_image.tar"));
        // A file of four bytes and a link whose target has seven.
        Assert.Equal((2, 11), Figures("overwritten_file.tar"));
        Assert.Equal((1, 11_189), Figures("test-oci-gzip-image.tar"));
    }

    [Fact]
    public void The_chmod_of_the_sample_is_seen_in_both_of_its_forms()
    {
        ImageMeasure plain = Measure(RealImages.Sample("pyapp.docker.tar"));
        ImageMeasure packed = Measure(RealImages.Sample("pyapp.oci.tar"));

        Assert.Equal((2_176_521, 126_453, 63_185), (plain.Size, plain.HiddenSize, plain.MetadataOnlySize));
        Assert.Equal(Measured.Wasted(plain), Measured.Wasted(packed));
    }

    private static (int Entries, long Bytes) Figures(string fixture) => Measure(RealFixtures.PathOf(fixture)!) is var measure ? (measure.EntryCount, measure.ViewSize) : default;

    private static ImageMeasure Measure(string path)
    {
        ContainerImage image = ImageArchive.Open(path).Images[0];
        return Measured.Of(LayeredImage.Of(image, ArchiveTest.Contents(image), default));
    }
}
