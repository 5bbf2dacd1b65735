using System.Collections.Concurrent;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Content;

/// <summary>The pass over the bytes of many files.</summary>
public sealed class ContentPassTests : ArchiveTest
{
    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Xz)]
    public void A_visitor_sees_the_files_of_each_layer_in_the_order_of_its_tar_and_leaves_out_what_it_does_not_want(Packing packing)
    {
        LayeredImage image = Memory(packing, ["a = one", "skip = no", "b = two"], ["c = three"]);
        var seen = new ConcurrentDictionary<int, string>();

        IReadOnlyList<ImageException> errors = ContentPass.Read(
            image, [(1, 0), (0, 2), (0, 1), (0, 0), (0, 2)], layer => new Reading(text => seen[layer] = seen.GetValueOrDefault(layer) + text), new ReadMeter());

        Assert.Empty(errors);
        Assert.Equal(("0:one;2:two;", "0:three;"), (seen[0], seen[1]));
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void A_damaged_layer_is_one_error_however_many_of_its_files_are_compared(Packing packing)
    {
        TarBuilder Layer(int seed) => Enumerable.Range(0, 9).Aggregate(new TarBuilder(), (tar, i) => tar.File($"f{i}", HostileInput.Noise(30_000, seed + i)));
        byte[] tar = Layer(1).Build();
        byte[] stored = Compress.Apply(packing, tar).Stored;
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Layer(1), packing).Layer(Layer(20), packing).OciArchive());
        LayeredImage whole = LayeredImage.Of(image, Contents(image), default);
        LayerSource[] layers = [image.Layers[0], image.Layers[1] with { Blob = Compression.Blob.Of(new MemorySource(stored[..50_000]), 0, 50_000, "cut") }];
        LayeredImage broken = LayeredImage.Of(new ContainerImage { Layers = layers }, whole.Tree.Layers, default);

        LayerDiff diff = LayerDiff.OfLayers(broken, [1], DiffOptions.Default, new ReadMeter());

        Assert.Contains(diff.Changes, change => change.Change == Change.NotCompared);
        Assert.Single(diff.Errors);
    }

    [Theory]
    [InlineData(Packing.Gzip)]
    [InlineData(Packing.Zstd)]
    [InlineData(Packing.Bzip2)]
    public void Layers_that_are_listed_to_be_compared_are_not_read_again_for_it(Packing packing)
    {
        TarBuilder Layer(string text) => new TarBuilder().File("same", HostileInput.Noise(100_000)).File("other", text);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Layer("one"), packing).Layer(Layer("two"), packing).OciArchive());
        LayeredImage layered = LayeredImage.Of(image, Contents(image, LayerNeeds.Fingerprints), default);
        File.Delete(image.ImagePath);

        LayerDiff diff = LayerDiff.OfLayers(layered, [1], DiffOptions.Default, new ReadMeter());
        MeasureResult measured = MeasureResult.Of(layered, 1, new MeasureOptions(), new ReadMeter());

        Assert.Equal(["M /other Content"], diff.Changes.Select(change => Diff.Memory.Line(change.Change, change.InnerPath, change.ChangedProperties)));
        Assert.Empty(diff.Errors);
        Assert.Equal(100_000, measured.Measure.MetadataOnlySize);
        Assert.Empty(measured.Errors);
    }

    [Fact]
    public void What_was_listed_before_is_read_once_to_be_compared_and_then_known()
    {
        TarBuilder Layer(string text) => new TarBuilder().File("same", HostileInput.Noise(100_000)).File("other", text);
        ContainerImage image = OpenOne(new ImageBuilder().Layer(Layer("one"), Packing.Zstd).Layer(Layer("two"), Packing.Zstd).OciArchive());
        LayeredImage layered = LayeredImage.Of(image, Contents(image), default);
        string first = Diff.Memory.Lines(LayerDiff.OfLayers(layered, [1], DiffOptions.Default, new ReadMeter()).Changes);
        File.Delete(image.ImagePath);
        LayerDiff again = LayerDiff.OfLayers(layered, [1], DiffOptions.Default, new ReadMeter());

        Assert.Equal(("M /other Content", "M /other Content"), (first, Diff.Memory.Lines(again.Changes)));
        Assert.Empty(again.Errors);
    }

    private static LayeredImage Memory(Packing packing, params string[][] layers) =>
        Diff.Memory.Image(layers.Select(layer => (IReadOnlyList<TarEntrySpec>)[.. layer.Select(Diff.Memory.Entry)]), packing);

    private sealed class Reading(Action<string> done) : IContentVisitor
    {
        private string _text = "";

        public bool Begin(int row, long size)
        {
            if (size == 2)
                return false;
            _text += $"{row}:";
            return true;
        }

        public void Add(ReadOnlySpan<byte> data) => _text += System.Text.Encoding.ASCII.GetString(data);

        public void End() => _text += ";";

        public void Dispose() => done(_text);
    }
}
