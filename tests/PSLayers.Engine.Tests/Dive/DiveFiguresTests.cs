using PSLayers.Dive;
using PSLayers.Engine.Tests.Sources;
using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Dive;

/// <summary>The figures that dive prints of real images, and its rules one by one with figures worked out by hand.</summary>
public sealed class DiveFiguresTests
{
    [FixtureFact]
    public void The_docker_image_has_the_figures_that_dive_prints() =>
        Assert.Equal(new DiveFigures(0.9844212134184309, 32_025, 0.4834911001404049), Counted.Of(ArchiveTest.Contents(RealFixtureTests.One("test-docker-image.tar"))!));

    [FixtureFact]
    public void The_images_of_whiteouts_and_overwritten_files_have_the_figures_that_dive_prints()
    {
        Assert.Equal(new DiveFigures(0.5, 4, 1), Counted.Of(ArchiveTest.Contents(RealFixtureTests.One("overwritten_file.tar"))!));
        Assert.Equal(new DiveFigures(0.5, 4, double.PositiveInfinity), Counted.Of(ArchiveTest.Contents(RealFixtureTests.One("whiteout_image.tar"))!));
    }

    [Fact]
    public void An_image_of_one_layer_wastes_nothing_and_its_part_is_not_a_number()
    {
        AssertFigures(smallest: 5, all: 5, wasted: 0, user: 0, Layer().File("a", Bytes(5)));
        Assert.Equal(double.NaN, Figures(Layer().File("a", Bytes(5))).UserWastedPercent);
    }

    [Fact]
    public void An_image_without_bytes_is_fully_efficient() =>
        Assert.Equal(new DiveFigures(1, 0, double.NaN), Figures(Layer().Directory("a"), Layer().Directory("a")));

    [Fact]
    public void Sizes_that_sparse_files_only_claim_add_up_to_the_largest_number()
    {
        TarBuilder layer = Layer().GnuSparse("d/a", long.MaxValue).GnuSparse("d/b", long.MaxValue).GnuSparse("d/c", long.MaxValue);
        DiveFigures figures = Figures(layer, layer, Layer().Whiteout("d"), Layer().Directory("d"));

        Assert.Equal(long.MaxValue, figures.WastedBytes);
        Assert.InRange(figures.Efficiency, 0, 1);
        Assert.True(figures.UserWastedPercent > 0);
    }

    [Fact]
    public void A_file_in_two_layers_counts_with_both_copies() =>
        AssertFigures(smallest: 10, all: 40, wasted: 40, user: 30, Layer().File("a", Bytes(10)), Layer().File("a", Bytes(30)));

    [Fact]
    public void A_third_copy_adds_only_itself() =>
        AssertFigures(smallest: 5, all: 45, wasted: 45, user: 35,
            Layer().File("a", Bytes(10)), Layer().File("a", Bytes(30)), Layer().File("a", Bytes(5)));

    [Fact]
    public void A_removed_file_counts_as_a_copy_without_size() =>
        AssertFigures(smallest: 5, all: 15, wasted: 10, user: 0, Layer().File("a", Bytes(10)).File("b", Bytes(5)), Layer().Whiteout("a"));

    [Fact]
    public void A_removed_directory_counts_once_with_all_that_was_in_it()
    {
        TarBuilder below = Layer().Directory("d").File("d/a", Bytes(10)).Directory("d/e").File("d/e/b", Bytes(7)).File("c", Bytes(3));

        // The directory is no leaf below, so its path has one copy: nothing is wasted, and the score stays at 1.
        AssertFigures(smallest: 37, all: 37, wasted: 0, user: 0, below, Layer().Whiteout("d"));
        AssertFigures(smallest: 20, all: 37, wasted: 17, user: 0, below, Layer().Whiteout("d"), Layer().Directory("d"));
    }

    [Fact]
    public void A_directory_that_the_layer_above_does_not_list_is_none_any_more()
    {
        TarBuilder below = Layer().Directory("d").File("d/a", Bytes(10));

        AssertFigures(smallest: 12, all: 12, wasted: 0, user: 2, below, Layer().File("d/b", Bytes(2)), Layer().Whiteout("d"));
        AssertFigures(smallest: 24, all: 24, wasted: 0, user: 2, below, Layer().Directory("d").File("d/b", Bytes(2)), Layer().Whiteout("d"));
    }

    [Fact]
    public void A_directory_that_only_names_mention_has_no_size() =>
        AssertFigures(smallest: 10, all: 10, wasted: 0, user: 0, Layer().File("d/a", Bytes(10)), Layer().Whiteout("d"));

    [Fact]
    public void A_file_over_a_directory_keeps_what_was_in_it() =>
        AssertFigures(smallest: 19, all: 36, wasted: 19, user: 9,
            Layer().Directory("d").File("d/a", Bytes(10)), Layer().File("d", Bytes(2)), Layer().Directory("d").File("d/b", Bytes(7)), Layer().Whiteout("d"));

    [Fact]
    public void An_opaque_directory_hides_nothing() =>
        AssertFigures(smallest: 10, all: 20, wasted: 10, user: 0,
            Layer().Directory("d").File("d/a", Bytes(10)), Layer().Directory("d").Opaque("d"), Layer().Whiteout("d"));

    [Fact]
    public void An_opaque_marker_alone_makes_its_directory_a_leaf() =>
        AssertFigures(smallest: 0, all: 10, wasted: 10, user: 0, Layer().File("d", Bytes(10)), Layer().Opaque("d"));

    // "-a" comes before the whiteout and counts, "z" comes behind. The path that was looked for has the smallest size -1.
    [Fact]
    public void A_whiteout_of_what_is_not_there_ends_the_visit_of_its_layer() =>
        AssertFigures(smallest: 100 + 10 - 1, all: 210, wasted: 200, user: 110,
            Layer().File("-a", Bytes(100)).File("z", Bytes(10)), Layer().File("z", Bytes(10)).Whiteout("no").File("-a", Bytes(100)));

    [Fact]
    public void A_path_that_was_looked_for_in_vain_is_counted_when_a_later_layer_has_it() =>
        AssertFigures(smallest: 15, all: 15, wasted: 0, user: 5, Layer().File("a", Bytes(10)), Layer().Whiteout("no"), Layer().File("no", Bytes(5)));

    [Fact]
    public void A_path_twice_in_a_layer_is_one_copy_with_the_later_size_and_counts_twice_for_the_layers_size() =>
        AssertFigures(smallest: 13, all: 16, wasted: 6, user: 12,
            Layer().File("a", Bytes(3)).File("b", Bytes(10)), Layer().File("a", Bytes(9)).File("a", Bytes(3)));

    [Fact]
    public void A_whiteout_removes_what_the_same_layer_has_if_that_sorts_before_it()
    {
        AssertFigures(smallest: 18, all: 28, wasted: 14, user: 4,
            Layer().Directory("d").File("d/a", Bytes(10)), Layer().Whiteout("d").Directory("d").File("d/b", Bytes(4)), Layer().Whiteout("d"));
        AssertFigures(smallest: 24, all: 24, wasted: 0, user: 4,
            Layer().Directory("-d").File("-d/a", Bytes(10)), Layer().Whiteout("-d").Directory("-d").File("-d/b", Bytes(4)), Layer().Whiteout("-d"));
    }

    [Fact]
    public void A_hard_link_has_no_size_and_a_path_is_the_same_however_it_is_written() =>
        AssertFigures(smallest: 0, all: 10, wasted: 10, user: 0, Layer().File("./d/a", Bytes(10)), Layer().HardLink("/d//x/../a", "d/b"));

    [Fact]
    public void A_whiteout_in_the_base_looks_in_the_base()
    {
        AssertFigures(smallest: 0, all: 10, wasted: 10, user: 0, Layer().File("a", Bytes(10)).Whiteout("a"));
        AssertFigures(smallest: 19, all: 20, wasted: 0, user: 20, Layer().File("a", Bytes(10)).Whiteout("b"), Layer().File("b2", Bytes(20)));
    }

    [Fact]
    public void Thousands_of_removed_directories_are_counted_each()
    {
        TarBuilder below = Layer();
        TarBuilder above = Layer();
        for (int i = 0; i < 5000; i++)
        {
            below.Directory($"d{i}").File($"d{i}/f", Bytes(3));
            above.Whiteout($"d{i}");
        }
        AssertFigures(smallest: 30_000, all: 30_000, wasted: 0, user: 0, below, above);
    }

    [Fact]
    public void The_work_ends_when_it_is_not_wanted_any_more()
    {
        LayerIndex layer = Indexed.Read(Layer().File("a", "x").Build());

        Assert.Throws<OperationCanceledException>(() => Counted.Of([layer], new CancellationToken(canceled: true)));
    }

    [Fact]
    public void What_goes_wrong_with_the_figures_is_told_beside_them()
    {
        LayerIndex layer = Indexed.Read(Layer().File("a", "x").Build());
        LayeredTree tree = LayeredTree.Build([layer, null], NameFolding.Exact, ReadLimits.Default, default);

        DiveOutcome fault = DiveOutcome.Of(tree, top: 1, ReadLimits.Default, default);
        DiveOutcome limit = DiveOutcome.Of(tree, top: 0, new ReadLimits { TreeMemory = 100 }, default);

        Assert.Equal((null, ImageErrorId.InternalError), (fault.Figures, fault.Fault?.ErrorId));
        Assert.Equal((null, ImageErrorId.ImageLimit), (limit.Figures, limit.Fault?.ErrorId));
        Assert.Equal((new DiveFigures(1, 0, double.NaN), null), (DiveOutcome.Of(tree, top: 0, ReadLimits.Default, default).Figures, (ImageException?)null));
    }

    private static TarBuilder Layer() => new();

    private static byte[] Bytes(int count) => new byte[count];

    private static DiveFigures Figures(params TarBuilder[] layers) => Counted.Of([.. layers.Select(layer => Indexed.Read(layer.Build()))]);

    private static void AssertFigures(long smallest, long all, long wasted, long user, params TarBuilder[] layers) =>
        Assert.Equal(new DiveFigures((double)smallest / all, wasted, (double)wasted / user), Figures(layers));
}
