using PSLayers.Bytes;
using PSLayers.Editing.Merging;
using PSLayers.Engine.Tests.Editing.Planning;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Merging;

/// <summary>Merged images: their layers, digests and histories.</summary>
public sealed class MergedImageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Layers_outside_of_the_run_stay_the_same_objects_and_the_digest_of_the_new_one_is_that_of_its_bytes()
    {
        LayeredImage image = Edited.Open(_folder, EntryLine.Image(["a"], ["b"], ["c"], ["d"]));

        LayeredImage merged = Edited.Read(MergedImage.Of(image, new LayerRun(1, 2), MergedHistory.Keep, new ReadMeter()));

        Assert.Equal([image.Layers[0].DiffId, Sha(Edited.Tar(merged, 1)), image.Layers[3].DiffId], merged.Layers.Select(layer => layer.DiffId));
        Assert.Same(image.Image.Layers[0].Blob, merged.Image.Layers[0].Blob);
        Assert.Same(image.Image.Layers[3].Blob, merged.Image.Layers[2].Blob);
    }

    [Fact]
    public void Steps_stay_without_layers_and_a_new_one_stands_for_the_merged_layer()
    {
        LayeredImage image = Edited.Open(_folder, Built());

        ContainerImage merged = MergedImage.Of(image, new LayerRun(1, 2), MergedHistory.Keep, new ReadMeter());

        Assert.Equal(["FROM:0", "RUN one:", "ENV:", "RUN two:", "Merge-ImageLayer layers 1 to 2:1", "RUN three:2"], Steps(merged));
        Assert.Empty(merged.Warnings);
    }

    [Fact]
    public void A_folded_history_has_one_step_instead()
    {
        LayeredImage image = Edited.Open(_folder, Built());

        ContainerImage merged = MergedImage.Of(image, new LayerRun(1, 2), MergedHistory.Fold, new ReadMeter());

        Assert.Equal(["FROM:0", "Merge-ImageLayer layers 1 to 2:1", "RUN three:2"], Steps(merged));
    }

    [Fact]
    public void One_layer_is_merged_already()
    {
        LayeredImage image = Edited.Open(_folder, EntryLine.Image(["a"], ["b"]));

        Assert.Same(image.Image, MergedImage.Of(image, new LayerRun(1, 1), MergedHistory.Keep, new ReadMeter()));
    }

    [Fact]
    public void A_run_has_no_gaps()
    {
        LayeredImage image = Edited.Open(_folder, EntryLine.Image(["a"], ["b"], ["c"], ["d"]));

        Assert.Equal(new LayerRun(1, 3), LayerRun.Of(image, [3, 1, 2], 0));
        Assert.Equal(new LayerRun(2, 3), LayerRun.Of(image, null, 2));
        Assert.Equal(ImageErrorId.LayersNotContiguous, Assert.Throws<ImageException>(() => LayerRun.Of(image, [0, 3], 0)).ErrorId);
        Assert.Equal(ImageErrorId.NoSuchLayer, Assert.Throws<ImageException>(() => LayerRun.Of(image, [3, 4], 0)).ErrorId);
        Assert.Equal(ImageErrorId.NoSuchLayer, Assert.Throws<ImageException>(() => LayerRun.Of(image, null, 4)).ErrorId);
    }

    [Fact]
    public void What_was_merged_can_be_merged_again()
    {
        LayeredImage image = Edited.Open(_folder, EntryLine.Image(["a", "h => a"], ["b"], [".wh.a", "c"]));

        LayeredImage once = Edited.Read(MergedImage.Of(image, new LayerRun(0, 1), MergedHistory.Keep, new ReadMeter()));
        LayeredImage twice = Edited.Read(MergedImage.Of(once, new LayerRun(0, 1), MergedHistory.Keep, new ReadMeter()));

        Assert.Equal("h\nb\nc", Merged.Entries(twice, 0));
        ShownFiles.AssertSame(ShownFiles.Of(image, 2), ShownFiles.Of(twice, 0), "twice");
    }

    private static ImageBuilder Built()
    {
        ImageBuilder image = new ImageBuilder().Tag("t:1");
        image.Layer(RandomLayers.Tar([EntryLine.Parse("a")]), createdBy: "FROM");
        image.Layer(RandomLayers.Tar([EntryLine.Parse("b")]), createdBy: "RUN one");
        image.EmptyHistory("ENV");
        image.Layer(RandomLayers.Tar([EntryLine.Parse("c")]), createdBy: "RUN two");
        image.Layer(RandomLayers.Tar([EntryLine.Parse("d")]), createdBy: "RUN three");
        return image;
    }

    private static IEnumerable<string> Steps(ContainerImage image) =>
        HistoryPairing.Entries(image, new long?[image.LayerCount]).Reverse().Select(step => $"{step.CreatedBy}:{step.LayerIndex}");

    private static string Sha(byte[] bytes) => PSLayers.Model.Digest.Of(bytes).ToString();
}
