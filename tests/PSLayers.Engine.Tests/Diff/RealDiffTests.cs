using PSLayers.Archives;
using PSLayers.Blobs;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Archives;
using PSLayers.Fixtures;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Differences of an image that other people's tools saved, with figures that are known.</summary>
public sealed class RealDiffTests
{
    [FixtureFact]
    public void Each_layer_of_the_docker_image_adds_changes_and_removes_what_is_known()
    {
        ContainerImage one = ImageArchive.Open(RealFixtures.PathOf("test-docker-image.tar")!).Images[0];
        LayeredImage image = LayeredImage.Of(one, ArchiveTest.Contents(one), default);
        LayerChange[] changes = [.. LayerDiff.OfLayers(image, Enumerable.Range(0, 14), new DiffOptions { Recurse = true }, new ReadMeter()).Changes];

        Assert.Equal(
            "415/0/0 1/0/0 3/0/0 1/0/0 0/1/0 1/0/0 1/0/0 1/0/1 1/0/0 0/0/5 3/0/0 1/0/0 1/0/0 0/1/0",
            string.Join(' ', Enumerable.Range(0, 14).Select(layer => Figures(changes.Where(change => change.LayerIndex == layer)))));
        Assert.Equal(1_188_573, changes.Sum(change => change.SizeDelta));
    }

    private static string Figures(IEnumerable<LayerChange> changes)
    {
        int Count(params ChangeKind[] kinds) => changes.Count(change => kinds.Contains(change.Change));
        return $"{Count(ChangeKind.Added)}/{Count(ChangeKind.Modified, ChangeKind.MetadataModified)}/{Count(ChangeKind.Removed)}";
    }
}
