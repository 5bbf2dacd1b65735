using PSLayers.Engine.Tests.Diff;
using PSLayers.Fixtures;
using PSLayers.Model;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Waste;

/// <summary>Where the bytes are that a container sees.</summary>
public sealed class LargestTests
{
    private static readonly string[][] Layers =
    [
        ["usr/", "usr/lib/", "usr/lib/a.so = 123456", "usr/lib/b.so = 1234", "usr/old.py = 12345678", "big = 123456789"],
        ["usr/new.PY = 12345", "usr/.wh.old.py", "noext = 12", ".hidden = 1", "dot. = 1"],
    ];

    [Fact]
    public void Files_come_by_size_with_the_layer_that_stores_them()
    {
        ImageMeasure measure = Measured.Of(Layers);

        Assert.Equal(["/big 9 0", "/usr/lib/a.so 6 0", "/usr/new.PY 5 1", "/usr/lib/b.so 4 0", "/noext 2 1", "/.hidden 1 1", "/dot. 1 1"],
            measure.LargestFiles.Select(file => $"{file.InnerPath} {file.Size} {file.LayerIndex}"));
    }

    [Fact]
    public void Directories_count_all_that_is_below_them() =>
        Assert.Equal(["/usr 15 3", "/usr/lib 10 2"], Measured.Of(Layers).LargestDirectories.Select(directory => $"{directory.InnerPath} {directory.Size} {directory.FileCount}"));

    [Fact]
    public void Extensions_are_told_without_regard_to_capitals() =>
        Assert.Equal([" 13 4", ".so 10 2", ".py 5 1"], Measured.Of(Layers).Extensions.Select(extension => $"{extension.Extension} {extension.Size} {extension.FileCount}"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(100)]
    public void Only_so_many_come_as_are_wanted_but_all_wasted_files_and_layers(int top)
    {
        ImageMeasure measure = Measured.Of(Memory.Image(["a.x = 1", "b.y = 22", "c.z = 333", "d = 4", "e = 5"], [".wh.d", ".wh.e"]), options: new MeasureOptions { Top = top });

        Assert.Equal(new[] { "/c.z", "/b.y", "/a.x" }.Take(top), measure.LargestFiles.Select(file => file.InnerPath));
        Assert.Equal(new[] { ".z", ".y", ".x" }.Take(top), measure.Extensions.Select(extension => extension.Extension));
        Assert.Equal((2, 2), (measure.WastedFiles.Count, measure.Layers.Count));
    }

    [Fact]
    public void Of_equals_the_first_ones_are_kept()
    {
        ImageMeasure measure = Measured.Of(Memory.Image([[.. Enumerable.Range(0, 50).Select(i => $"f{i:00} = same")]]), options: new MeasureOptions { Top = 3 });

        Assert.Equal(["/f00", "/f01", "/f02"], measure.LargestFiles.Select(file => file.InnerPath));
    }

    [Fact]
    public void Layers_tell_their_size_and_how_much_of_it_is_hidden()
    {
        ImageMeasure measure = Measured.Of(Layers);

        Assert.Equal(["0 27 8 4", "1 9 0 4"], measure.Layers.Select(layer => $"{layer.LayerIndex} {layer.Size} {layer.HiddenSize} {layer.FileCount}"));
        Assert.Equal(measure.Size, measure.Layers.Sum(layer => layer.Size));
        Assert.Equal(measure.HiddenSize, measure.Layers.Sum(layer => layer.HiddenSize));
    }

    [Fact]
    public void Entries_are_counted_by_what_they_are()
    {
        LayeredImage image = Memory.Image([[Memory.Entry("d/"), Memory.Entry("a = 1"), Memory.Entry("b => a"), Memory.Entry("l -> a"), Memory.Entry("m => l"),
            Memory.Entry("lost => nothing"), new TarEntrySpec { Path = "null", TypeFlag = (byte)'3', Major = 1, Minor = 3 }, Memory.Entry("implied/f = ")]]);
        ImageMeasure measure = Measured.Of(image);

        Assert.Equal((2, 1, 2, 2, 2), (measure.FileCount, measure.HardLinkCount, measure.DirectoryCount, measure.SymbolicLinkCount, measure.SpecialFileCount));
        Assert.Equal(9, measure.EntryCount);
    }

    [Fact]
    public void Equal_contents_are_found_where_they_are_no_links_of_each_other()
    {
        string[][] layers = [["a = same", "b = same", "c => a", "d = SAME", "e = other", "empty1 = ", "empty2 = ", "gone = same"], ["f = same", ".wh.gone"]];
        ImageMeasure measure = Measured.Of(Memory.Image(layers), options: new MeasureOptions { DuplicateContent = true });

        DuplicateContent found = Assert.Single(measure.DuplicateContents!);
        Assert.Equal((4, 3, 8), (found.Size, found.FileCount, found.WastedSize));
        Assert.Equal(["/a", "/b", "/f"], found.InnerPaths);
        Assert.Equal(Digest.Of("same"u8).ToString(), found.ContentDigest);
        Assert.Null(Measured.Of(layers).DuplicateContents);
    }

    [Fact]
    public void Those_that_waste_the_most_come_first()
    {
        ImageMeasure measure = Measured.Of(Memory.Image(["a = 12", "b = 12", "c = 12", "d = 333", "e = 333"]), options: new MeasureOptions { DuplicateContent = true });

        Assert.Equal([4L, 3L], measure.DuplicateContents!.Select(found => found.WastedSize));
    }
}
