using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Fixtures;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Differences of an image that other people's tools saved, with figures that are known.</summary>
public sealed class RealDiffTests : IDisposable
{
    private static readonly DiffOptions EachPath = new() { Recurse = true };

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FixtureFact]
    public void Each_layer_of_the_docker_image_adds_changes_and_removes_what_is_known()
    {
        ContainerImage one = ImageArchive.Open(RealFixtures.PathOf("test-docker-image.tar")!).Images[0];
        LayeredImage image = LayeredImage.Of(one, ArchiveTest.Contents(one), default);
        LayerChange[] changes = [.. LayerDiff.OfLayers(image, Enumerable.Range(0, 14), EachPath, new ReadMeter()).Changes];

        Assert.Equal(
            "415/0/0 1/0/0 3/0/0 1/0/0 0/1/0 1/0/0 1/0/0 1/0/1 1/0/0 0/0/5 3/0/0 1/0/0 1/0/0 0/1/0",
            string.Join(' ', Enumerable.Range(0, 14).Select(layer => Figures(changes.Where(change => change.LayerIndex == layer)))));
        Assert.Equal(1_188_573, changes.Sum(change => change.SizeDelta));
    }

    [ToolFact("umoci")]
    public void What_each_layer_of_the_sample_did_is_the_difference_of_its_unpacked_views()
    {
        string layout = _folder.Folder("layout");
        CommandLine.Run("tar", "-xf", RealImages.Sample("pyapp.oci.tar"), "-C", layout);
        AssertSame(layout);
    }

    [ToolFact("umoci")]
    public void What_each_layer_of_real_images_did_is_the_difference_of_its_unpacked_views()
    {
        foreach (string layout in RealImages.Layouts)
            AssertSame(layout);
    }

    private void AssertSame(string layout)
    {
        ContainerImage one = ImageArchive.Open(layout).Images.First(image => image.Kind == ImageKind.Image);
        LayeredImage image = LayeredImage.Of(one, ArchiveTest.Contents(one), default);
        Dictionary<string, PlainFile> before = [];
        for (int layer = 0; layer < CutLayout.LayersOf(layout); layer++)
        {
            Dictionary<string, PlainFile> after = CutLayout.Unpack(_folder, layout, layer + 1);
            IEnumerable<LayerChange> changes = LayerDiff.OfLayers(image, [layer], EachPath, new ReadMeter()).Changes.Where(change => change.InnerPath != "/");
            string[] actual = Memory.Lines(changes).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Stack.AssertSame(PlainDiff.Lines(before, after).Order(StringComparer.Ordinal), actual.Order(StringComparer.Ordinal), $"{layout}, layer {layer}");
            before = after;
        }
    }

    private static string Figures(IEnumerable<LayerChange> changes)
    {
        int Count(params Change[] kinds) => changes.Count(change => kinds.Contains(change.Change));
        return $"{Count(Change.Added)}/{Count(Change.Modified, Change.MetadataModified)}/{Count(Change.Removed)}";
    }
}
