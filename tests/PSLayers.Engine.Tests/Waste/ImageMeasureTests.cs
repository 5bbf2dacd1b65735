using System.Text;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Waste;

/// <summary>What counts as hidden and what as seen, rule by rule.</summary>
public sealed class ImageMeasureTests
{
    [Fact]
    public void An_image_without_waste_is_wholly_efficient()
    {
        ImageMeasure measure = Measured.Of(["a = 12345", "d/", "l -> a"], ["b = 123"]);

        Assert.Equal((9, 9, 0, 1.0), (measure.Size, measure.ViewSize, measure.HiddenSize, measure.Efficiency));
        Assert.Empty(measure.WastedFiles);
    }

    [Fact]
    public void An_image_without_bytes_is_efficient_too()
    {
        ImageMeasure measure = Measured.Of(["d/", "e = "], [".wh.e"]);

        Assert.Equal((0, 0, 1.0), (measure.Size, measure.HiddenSize, measure.Efficiency));
        Assert.Empty(measure.WastedFiles);
    }

    [Fact]
    public void Each_version_but_the_last_is_hidden_and_a_removed_path_with_all_of_them()
    {
        string[][] layers = [["a = 1", "b = 22", "c/", "c/d = 333"], ["a = 4444", "b = 55555"], ["a = 666666", ".wh.b", ".wh.c"]];

        Assert.Equal("/b 7 Removed 0,1\n/a 5 Overwritten 0,1\n/c/d 3 Removed 0", Measured.Wasted(layers));
        ImageMeasure measure = Measured.Of(layers);
        Assert.Equal((21, 6, 15), (measure.Size, measure.ViewSize, measure.HiddenSize));
        Assert.Equal(6.0 / 21, measure.Efficiency);
        Assert.Equal([2, 2, 1], measure.WastedFiles.Select(file => file.VersionCount));
    }

    [Theory]
    [InlineData("d/.wh..wh..opq", WasteReason.Removed)]
    [InlineData(".wh.d", WasteReason.Removed)]
    [InlineData("d = now a file", WasteReason.Overwritten)]
    public void What_vanishes_with_its_directory_is_hidden(string upper, WasteReason reason) =>
        Assert.Equal($"/d/e/f 3 {reason} 0", Measured.Wasted(["d/", "d/e/", "d/e/f = 123"], [upper]));

    [Fact]
    public void A_file_that_is_removed_and_stored_again_is_hidden_once_as_removed() =>
        Assert.Equal("/a 3 Removed 0", Measured.Wasted(["a = 123"], [".wh.a"], ["a = 123"]));

    [Fact]
    public void A_file_beside_its_own_whiteout_replaces_the_one_below() =>
        Assert.Equal("/a 3 Overwritten 0", Measured.Wasted(["a = 123"], [".wh.a", "a = 4444"]));

    [Fact]
    public void A_removed_file_with_another_name_left_is_seen()
    {
        ImageMeasure measure = Measured.Of(["a = 12345", "b => a"], [".wh.a"]);

        Assert.Equal((5, 5, 0), (measure.Size, measure.ViewSize, measure.HiddenSize));
        Assert.Equal((1, 0), (measure.FileCount, measure.HardLinkCount));
        Assert.Equal("/b", Assert.Single(measure.LargestFiles).InnerPath);
    }

    [Fact]
    public void A_link_of_a_later_layer_keeps_the_content_that_it_leads_to() =>
        Assert.Equal("", Measured.Wasted(["a = 12345"], ["b => a"], ["a = other"]));

    [Fact]
    public void When_the_last_name_goes_the_content_is_hidden_at_the_path_that_stores_it() =>
        Assert.Equal("/a 5 Removed 0", Measured.Wasted(["a = 12345", "b => a"], [".wh.a"], [".wh.b"]));

    [Fact]
    public void A_file_with_several_names_counts_once()
    {
        ImageMeasure measure = Measured.Of(["d/", "d/a = 12345", "d/b => d/a", "e/", "e/c => d/a"]);

        Assert.Equal((5, 5, 1, 2, 2, 5), (measure.Size, measure.ViewSize, measure.FileCount, measure.HardLinkCount, measure.DirectoryCount, measure.EntryCount));
        Assert.Equal(["/d"], measure.LargestDirectories.Select(directory => directory.InnerPath));
    }

    [Fact]
    public void Of_a_path_twice_in_one_layer_the_earlier_entry_is_hidden()
    {
        Assert.Equal("/a 3 Overwritten 0", Measured.Wasted([["a = 123", "a = 4444"]]));
        Assert.Equal("/a 8 MetadataOnly 0", Measured.Wasted([["a = 1234", "b = x", "a = 1234", "a = 1234"]]));
    }

    [Fact]
    public void A_file_that_is_stored_again_with_other_metadata_is_told_apart_by_its_bytes()
    {
        TarEntrySpec one = Memory.Entry("a = same!");
        ImageMeasure measure = Measured.Of(Memory.Image([[one, Memory.Entry("b = old")], [one with { Mode = 0, Time = 5 }, Memory.Entry("b = new")]]));

        Assert.Equal("/a 5 MetadataOnly 0\n/b 3 Overwritten 0", Measured.Wasted(measure));
        Assert.Equal((8, 5), (measure.HiddenSize, measure.MetadataOnlySize));
    }

    [Fact]
    public void A_file_that_becomes_a_link_to_the_same_content_was_stored_again_for_nothing() =>
        Assert.Equal("/b 4 MetadataOnly 0\n/a 4 MetadataOnly 0", string.Join('\n', Measured.Wasted(["a = same", "b = same"], ["b = same", "a => b"]).Split('\n').Reverse()));

    [Fact]
    public void Of_several_reasons_the_gravest_is_told_and_the_bytes_of_each_are_known()
    {
        WastedFile file = Assert.Single(Measured.Of(["a = 1234"], ["a = 1234"], ["a = other"], [".wh.a"]).WastedFiles);

        Assert.Equal((WasteReason.Removed, 13, 4, 3), (file.WasteReason, file.WastedSize, file.MetadataOnlySize, file.VersionCount));
        Assert.Equal(WasteReason.Overwritten, Assert.Single(Measured.Of(["a = 1234"], ["a = 1234"], ["a = other"]).WastedFiles).WasteReason);
    }

    [Fact]
    public void Without_content_size_and_time_decide()
    {
        TarEntrySpec one = Memory.Entry("a = one");
        LayeredImage image = Memory.Image([[one, Memory.Entry("b = one")], [Memory.Entry("a = two"), Memory.Entry("b = one") with { Time = 5 }]]);

        Assert.Equal("/a 3 MetadataOnly 0\n/b 3 Overwritten 0", Measured.Wasted(Measured.Of(image, options: new MeasureOptions { SkipContent = true })));
    }

    [Fact]
    public void Compressed_layers_give_the_same_as_plain_ones()
    {
        TarEntrySpec[][] layers = [[Memory.Entry("a = same!"), Memory.Entry("b = old")], [Memory.Entry("a = same!"), Memory.Entry("b = new")]];

        Assert.Equal(Measured.Wasted(Measured.Of(Memory.Image(layers))), Measured.Wasted(Measured.Of(Memory.Image(layers, Packing.Gzip))));
    }

    [Fact]
    public void The_records_of_aufs_are_stored_and_never_seen_unless_a_link_leads_to_one()
    {
        string[] layer = [".wh..wh.plnk/", ".wh..wh.plnk/7.1 = 12345", ".wh..wh.aufs = 12", "a => .wh..wh.plnk/7.1"];

        Assert.Equal("/.wh..wh.aufs 2 NeverSeen 0", Measured.Wasted([layer]));
    }

    [Fact]
    public void A_file_in_the_place_of_the_root_is_never_seen()
    {
        LayeredImage image = Memory.Image([[new TarEntrySpec { Path = ".", Content = [1, 2, 3] }, Memory.Entry("a = 1")]]);

        Assert.Equal("/ 3 NeverSeen 0", Measured.Wasted(Measured.Of(image)));
    }

    [Fact]
    public void A_file_deeper_than_any_path_can_be_is_never_seen()
    {
        // No name is that long, but one that leads through a link can mean such a path.
        string above = string.Concat(Enumerable.Repeat("d/", ReadLimits.Default.PathDepth / 2));
        string deep = "l/" + above + "x";
        ImageMeasure measure = Measured.Of(Memory.Image([[
            new TarEntrySpec { Path = above, TypeFlag = (byte)'5', Dialect = TarDialect.Pax },
            new TarEntrySpec { Path = "l", TypeFlag = (byte)'2', LinkTarget = Encoding.ASCII.GetBytes(above), Dialect = TarDialect.Pax },
            new TarEntrySpec { Path = deep, Content = [1, 2, 3], Dialect = TarDialect.Pax }, Memory.Entry("a = 1")]]));

        WastedFile file = Assert.Single(measure.WastedFiles);
        Assert.Equal(("/" + deep, 3, WasteReason.NeverSeen), (file.InnerPath, file.WastedSize, file.WasteReason));
        Assert.Equal((4 + above.Length, 1 + above.Length), (measure.Size, measure.ViewSize));
    }

    [Fact]
    public void The_holes_of_a_sparse_file_count_as_they_do_for_docker_history()
    {
        byte[] layer = new TarBuilder().GnuSparse("a", 1_000_000, new SparsePiece(0, [1, 2, 3])).Build();
        ImageMeasure measure = Measured.Of(Memory.Tars(layer, RandomLayers.Tar([Memory.Entry(".wh.a")])));

        Assert.Equal((1_000_000, 0, 1_000_000), (measure.Size, measure.ViewSize, measure.HiddenSize));
    }

    [Fact]
    public void A_layer_in_the_middle_is_measured_with_what_is_below_it()
    {
        LayeredImage image = Memory.Image(["a = 1"], ["a = 22"], ["a = 333"]);

        Assert.Equal([(1, 1, 0, 1), (2, 3, 1, 2), (3, 6, 3, 3)], Enumerable.Range(0, 3).Select(top => Measured.Of(image, top))
            .Select(measure => (measure.LayerCount, (int)measure.Size, (int)measure.HiddenSize, measure.Layers.Count)));
    }

    [Fact]
    public void A_layer_that_is_not_there_leaves_the_figures_of_the_others_and_none_of_dive()
    {
        ImageMeasure measure = Measured.Of(Memory.Without(1, ["a = 1"], ["a = 22"], ["a = 333"]));

        Assert.Equal((4, 1, false), (measure.Size, measure.HiddenSize, measure.IsComplete));
        Assert.Equal((null, null, null), (measure.DiveEfficiency, measure.DiveWastedSize, measure.DiveUserWastedPercent));
        Assert.Equal([1L, null, 0L], measure.Layers.Select(layer => layer.HiddenSize));
    }

    [Fact]
    public void What_cannot_be_read_does_not_count_as_the_same_and_is_told()
    {
        // The rows of both layers are known, but the bytes of the first are gone.
        LayeredImage image = Memory.Cut(0, ["a = same"], ["a = same"]);
        MeasureResult measured = MeasureResult.Of(image, 1, new MeasureOptions(), new ReadMeter());

        Assert.Equal("/a 4 Overwritten 0", Measured.Wasted(measured.Measure));
        Assert.Equal(ImageErrorId.LayerTruncated, Assert.Single(measured.Errors).ErrorId);
    }

    [Fact]
    public void The_work_ends_when_it_is_not_wanted_any_more() => Assert.Throws<OperationCanceledException>(() =>
        MeasureResult.Of(Memory.Image(["a = 1"], ["a = 2"]), 1, new MeasureOptions(), new ReadMeter(new CancellationToken(canceled: true))));
}
