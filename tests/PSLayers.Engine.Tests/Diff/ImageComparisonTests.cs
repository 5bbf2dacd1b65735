using CsCheck;
using PSLayers.Bytes;
using PSLayers.Comparison;
using PSLayers.Diff;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Diff;

/// <summary>Two images side by side, file by file.</summary>
public sealed class ImageComparisonTests
{
    private static readonly DiffOptions WithEqual = new() { IncludeEqual = true };

    [Fact]
    public void Each_side_and_each_change_has_its_mark()
    {
        LayeredImage one = Memory.Image(["same", "old", "d/", "d/f = 1", "m"]);
        LayeredImage other = Memory.Image(["same", "d/", "d/f = 2", "d/new", "m"]);
        Assert.Equal("<> /d/f Content\n=> /d/new\n<= /old", Compare(one, other));
        Assert.Equal("== /\n== /d\n<> /d/f Content\n=> /d/new\n== /m\n<= /old\n== /same", Compare(one, other, WithEqual));
    }

    [Fact]
    public void What_only_one_image_has_is_told_path_by_path()
    {
        LayeredImage one = Memory.Image(["d/", "d/e/", "d/e/f"]);
        LayeredImage other = Memory.Image(["x"]);
        Assert.Equal("<= /d\n<= /d/e\n<= /d/e/f\n=> /x", Compare(one, other));
        Assert.Equal("=> /d\n=> /d/e\n=> /d/e/f\n<= /x", Compare(other, one));
    }

    [Fact]
    public void What_does_not_count_makes_no_difference()
    {
        TarEntrySpec file = new() { Path = "f", Content = "one"u8.ToArray() };
        TarEntrySpec directory = new() { Path = "d/", TypeFlag = (byte)'5', Mode = 0b111_101_101 };
        LayeredImage one = Memory.Image([[file, directory]]);
        LayeredImage other = Memory.Image([[file with { Time = 5, Mode = 0 }, directory with { Time = 5, Mode = 0 }]]);

        Assert.Equal("<> /d Mode, LastWriteTime\n<> /f Mode, LastWriteTime", Compare(one, other));
        Assert.Equal("<> /d Mode\n<> /f Mode", Compare(one, other, new DiffOptions { Properties = FileProperties.All & ~FileProperties.LastWriteTime }));
        Assert.Equal("<> /f LastWriteTime", Compare(one, other, new DiffOptions { Properties = FileProperties.All & ~FileProperties.Mode }));
        Assert.Equal("", Compare(one, other, new DiffOptions { Properties = FileProperties.Content }));
    }

    [Fact]
    public void Content_is_not_read_where_it_does_not_count()
    {
        LayeredImage one = Memory.Image(["f = one"]);
        LayeredImage other = Memory.Image(["f = two"]);
        var meter = new ReadMeter();
        ImageComparison comparison = ImageComparison.Of(one, other, new DiffOptions { Properties = FileProperties.Mode }, meter);

        Assert.Empty(comparison.Files);
        Assert.Equal(0, meter.Done);
    }

    [Theory]
    [InlineData(Packing.None)]
    [InlineData(Packing.Gzip)]
    public void Shared_layers_are_not_read(Packing packing)
    {
        TarEntrySpec[] common = [File("a", 'x'), File("b", 'x')];
        LayeredImage one = Memory.Image([common, [File("a", 'y')]], packing);
        LayeredImage other = Memory.Image([common, [File("a", 'z')]], packing);
        // A shared layer without its bytes can only be compared by its table.
        LayeredImage[] images = [WithoutBlob(one, 0), WithoutBlob(other, 0)];
        ImageComparison comparison = ImageComparison.Of(images[0], images[1], WithEqual, new ReadMeter());

        Assert.Equal("== /\n<> /a Content\n== /b", Lines(comparison));
        Assert.Equal(1, comparison.Shared.Base);
        Assert.Empty(comparison.Errors);
    }

    [Fact]
    public void A_layer_moved_onto_another_base_is_still_the_same_layer()
    {
        TarEntrySpec[] app = [File("app", 'x')];
        LayeredImage one = WithoutBlob(Memory.Image([[File("base", 'a')], app]), 1);
        LayeredImage other = WithoutBlob(Memory.Image([[File("base", 'b')], [File("patch", 'p')], app]), 2);
        ImageComparison comparison = ImageComparison.Of(one, other, DiffOptions.Default, new ReadMeter());

        Assert.Equal("<> /base Content\n=> /patch", Lines(comparison));
        Assert.Empty(comparison.Errors);
    }

    [Fact]
    public void A_DiffId_that_is_a_lie_does_not_make_layers_equal()
    {
        LayeredImage one = Memory.Image(["f = short"]);
        LayeredImage other = Memory.Image(["f = longer"]);
        var liar = new ContainerImage { Layers = [other.Image.Layers[0] with { DiffId = one.Image.Layers[0].DiffId }] };

        Assert.Equal("<> /f Content", Compare(one, LayeredImage.Of(liar, other.Tree.Layers, default)));
    }

    [Fact]
    public void An_image_is_equal_to_itself()
    {
        LayeredImage image = Memory.Image(["a", "d/", "d/f"], ["b", "d/.wh.f"]);
        Assert.Equal("", Compare(image, image));
        Assert.Equal("== /\n== /a\n== /b\n== /d", Compare(image, image, WithEqual));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Random_images_differ_as_their_plain_unions_do_whatever_they_share(int shared) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var one = new RandomViews(seed, tidy: false);
        var other = new RandomViews(seed, tidy: false, seedOfRest: seed + 1, shared: shared);
        ImageComparison comparison = ImageComparison.Of(one.Image, other.Image, DiffOptions.Default, new ReadMeter());

        IEnumerable<string> expected = PlainDiff.Lines(one.Views[^1], other.Views[^1]).Order(StringComparer.Ordinal);
        IEnumerable<string> actual = comparison.Files.Select(file => Memory.Line(file.Change, file.InnerPath, file.ChangedProperties)).Order(StringComparer.Ordinal);
        Stack.AssertSame(expected, actual, $"seed {seed}");
        Assert.InRange(comparison.Shared.Base, shared, 4);
    }, iter: 250);

    private static TarEntrySpec File(string path, char content) => new() { Path = path, Content = System.Text.Encoding.UTF8.GetBytes(new string(content, 1000)) };

    private static LayeredImage WithoutBlob(LayeredImage image, int layer)
    {
        LayerSource[] layers = [.. image.Image.Layers];
        layers[layer] = layers[layer] with { Blob = null };
        return LayeredImage.Of(new ContainerImage { Layers = layers }, image.Tree.Layers, default);
    }

    private static string Compare(LayeredImage one, LayeredImage other, DiffOptions? options = null) =>
        Lines(ImageComparison.Of(one, other, options ?? DiffOptions.Default, new ReadMeter()));

    private static string Lines(ImageComparison comparison) => string.Join('\n', comparison.Files.Select(file =>
        $"{file.SideIndicator} {file.InnerPath}{(file.ChangedProperties == FileProperties.None ? "" : " " + file.ChangedProperties)}"));
}
