using PSLayers.Bytes;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Mounting;
using PSLayers.Mounting.Erofs;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Mounting;

/// <summary>What a small archive may ask of a mount has an end.</summary>
public sealed class ErofsPlanTests : ArchiveTest
{
    [Fact]
    public void Files_of_nothing_but_holes_are_carried_up_to_a_limit()
    {
        var tar = new TarBuilder();
        for (int i = 0; i < 4; i++)
            tar.GnuSparse($"hole{i}", 40_000_000);
        string path = Folder.Write("holes.tar", new ImageBuilder().Layer(tar).DockerArchive());
        LayeredImage image = ImageOpening.Read(ImageArchive.Open(path, limits: ReadLimits.Default with { CarriedChunks = 22_000 }).Images[0], new ReadMeter());

        ErofsPlan plan = ErofsPlan.Of(image, ViewInodes.Of(image, image.Tree.TopView, default), LayerPlaces.Direct(image), default);

        Assert.Equal(2, plan.Carried.Count);
        Assert.Equal([ImageErrorId.ImageLimit, ImageErrorId.ImageLimit], plan.Errors.Select(error => error.ErrorId));
    }
}
