using PSLayers.Errors;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>Where names lead: directories that no layer lists, links on the way, names that differ by case only.</summary>
public sealed class PathTests
{
    [Fact]
    public void Parents_without_an_entry_exist_and_stay_when_they_become_empty()
    {
        LayeredTree tree = Stack.Tree(["a/b/c"], ["a/b/.wh.c"]);

        Assert.Equal("a a/b a/b/c", Stack.Paths(tree, 0));
        Assert.Equal((0, -1), Stack.View(tree, 0)["a/b"]);
        Assert.Equal("a a/b", Stack.Paths(tree, 1));
    }

    [Fact]
    public void Children_may_stand_before_their_parents() => Assert.Equal((0, 1), Stack.View(Stack.Tree(["a/b", "a/"]), 0)["a"]);

    [Theory]
    [InlineData("var/run -> /run")]
    [InlineData("var/run -> ../run")]
    [InlineData("var/run -> ./../../../run/.")]
    public void A_path_through_a_link_to_a_directory_lands_in_that_directory(string link) =>
        Assert.Equal("run run/x var var/run", Stack.Paths(Stack.Tree(["run/", "var/", link], ["var/run/x"])));

    [Fact]
    public void A_link_leads_what_stands_behind_it_in_its_layer_and_takes_the_place_of_what_stands_before_it()
    {
        Assert.Equal("run run/x var var/run", Stack.Paths(Stack.Tree(["var/run -> /run", "run/", "var/run/x"])));
        Assert.Equal("run var var/run", Stack.Paths(Stack.Tree(["var/run/x", "var/run -> /run", "run/"])));
    }

    [Theory]
    [InlineData("x -> y", "x/", "x/c", "x -> y")]
    [InlineData("x", "x/", "x/c", "x")]
    [InlineData("x x/d", "x/", "x/c", "x/l -> /z", "x -> y", "x/", "x/d")]
    [InlineData("x x/l x/l/f", "x/", "x/l -> /z", "x", "x/", "x/l/f")]
    [InlineData("x x/c x/c/e", "x/", "x/c/d", "x", "x/", "x/c/e")]
    public void What_takes_the_place_of_a_directory_in_one_layer_takes_away_what_was_in_it(string expected, params string[] layer)
    {
        Assert.Equal(expected.Split(" -> ")[0], Stack.Paths(Stack.Tree(layer)));
        // And what the layers below had there.
        Assert.Equal(expected.Split(" -> ")[0], Stack.Paths(Stack.Tree(["x/", "x/low"], layer)));
    }

    [Fact]
    public void Names_go_where_a_link_leads_when_they_come()
    {
        LayeredTree tree = Stack.Tree(["a/", "b/", "l -> a", "l/one", "l -> b", "l/two", "l/", "l/three"]);

        Assert.Equal("a a/one b b/two l l/three", Stack.Paths(tree));
        Assert.Equal(2, tree.Warnings.Count(warning => warning.ErrorId == ImageErrorId.DuplicateName));
    }

    [Fact]
    public void A_layer_whose_links_change_at_each_step_is_followed_for_so_many_steps_only()
    {
        string[] layer = ["d/", .. Enumerable.Range(0, 500).SelectMany(i => new[] { "l -> d", $"l/{i}", "l/" , $"l/{i}/x"})];
        LayeredTree tree = LayeredTree.Build([Stack.Index([.. layer.Select(EntryLine.Parse)])], NameFolding.Exact, new ReadLimits { LinkSteps = 1000 }, default);

        Assert.Single(tree.Warnings, warning => warning.ErrorId == ImageErrorId.LinkCycle);
    }

    [Fact]
    public void A_whiteout_through_a_link_removes_where_the_link_leads() =>
        Assert.Equal("run var var/run", Stack.Paths(Stack.Tree(["run/", "run/x", "var/run -> /run"], ["var/run/.wh.x"])));

    [Fact]
    public void An_opaque_directory_in_the_place_of_a_link_leaves_alone_where_the_link_led() =>
        Assert.Equal("run run/x var var/run var/run/y",
            Stack.Paths(Stack.Tree(["run/", "run/x", "var/run -> /run"], ["var/run/", "var/run/.wh..wh..opq", "var/run/y"])));

    [Fact]
    public void A_directory_over_a_link_replaces_the_link()
    {
        LayeredTree tree = Stack.Tree(["run/", "run/x", "var/run -> /run"], ["var/run/", "var/run/y"]);

        Assert.Equal("run run/x var var/run var/run/y", Stack.Paths(tree));
    }

    [Fact]
    public void What_a_link_once_led_to_is_not_followed_after_its_removal() =>
        Assert.Equal("run var var/run var/run/x", Stack.Paths(Stack.Tree(["run/", "var/run -> /run"], ["var/.wh.run"], ["var/run/x"])));

    [Fact]
    public void Links_in_a_circle_lead_nowhere_and_the_path_means_what_it_says()
    {
        LayeredTree tree = Stack.Tree(["a -> b", "b -> a"], ["a/x"]);

        Assert.Equal("a a/x b", Stack.Paths(tree));
        Assert.Null(LinkResolver.Find(tree.View(0), "a"u8, followLast: true, ReadLimits.Default, out ImageErrorId failure));
        Assert.Equal(ImageErrorId.LinkCycle, failure);
    }

    [Fact]
    public void Forty_links_are_followed_and_no_more()
    {
        string[] chain = [.. Enumerable.Range(0, 41).Select(i => $"l{i:00} -> l{i + 1:00}"), "l41"];

        Assert.NotNull(Find(Stack.Tree(chain), "l01", out _));
        Assert.Null(Find(Stack.Tree(chain), "l00", out ImageErrorId failure));
        Assert.Equal(ImageErrorId.LinkCycle, failure);
    }

    [Fact]
    public void Links_of_a_whole_image_are_followed_for_so_many_steps_only_and_a_warning_says_so()
    {
        // Each directory below the link is one more way through it.
        string[][] hostile = [["d/", $"l -> {string.Concat(Enumerable.Repeat("d/../", 100))}d"], [.. Enumerable.Range(0, 50).Select(i => $"l/{i:00}/x")]];
        LayeredTree Tree(long steps) => LayeredTree.Build([.. hostile.Select(layer => Stack.Index([.. layer.Select(EntryLine.Parse)]))],
            NameFolding.Exact, new ReadLimits { LinkSteps = steps }, default);

        string[] followed = [.. Stack.View(Tree(5000), 1).Keys.Where(path => path.EndsWith('x'))];

        Assert.Equal(50, followed.Length);
        Assert.InRange(followed.Count(path => path.StartsWith('d')), 5, 15);
        Assert.Single(Tree(5000).Warnings, warning => warning.ErrorId == ImageErrorId.LinkCycle);
        Assert.Empty(Tree(ReadLimits.Default.LinkSteps).Warnings);
    }

    [Fact]
    public void Building_stops_inside_a_layer_when_it_is_asked_to()
    {
        using var stop = new CancellationTokenSource();
        var layers = new StoppingList([Stack.Index([.. Enumerable.Range(0, 10).Select(i => EntryLine.Parse($"{i}/x"))])], stop);

        Assert.Throws<OperationCanceledException>(() => LayeredTree.Build(layers, NameFolding.Exact, ReadLimits.Default, stop.Token));
        Assert.True(layers.IsTaken);
    }

    [Fact]
    public void A_target_that_no_kernel_would_follow_is_not_followed()
    {
        LayeredTree tree = Stack.Tree(["d/", "d/x", $"l -> {new string('/', 5000)}d"]);

        Assert.Null(Find(tree, "l/x", out ImageErrorId failure));
        Assert.Equal(ImageErrorId.LinkCycle, failure);
    }

    [Fact]
    public void Nothing_is_above_the_root() => Assert.Equal("x", Stack.Paths(Stack.Tree(["l -> ../../.."], ["l/x"])).Replace("l ", "", StringComparison.Ordinal));

    [Fact]
    public void An_entry_deeper_than_the_limit_is_left_out_with_a_warning()
    {
        string deep = string.Concat(Enumerable.Repeat("d/", 20)) + "x";
        var limits = new ReadLimits { PathDepth = 10 };
        LayeredTree tree = LayeredTree.Build([Stack.Index([EntryLine.Parse(deep), EntryLine.Parse("y")])], NameFolding.Exact, limits, default);

        Assert.DoesNotContain("x", Stack.Paths(tree), StringComparison.Ordinal);
        Assert.Contains("y", Stack.Paths(tree), StringComparison.Ordinal);
        Assert.Contains(tree.Warnings, warning => warning.ErrorId == ImageErrorId.CountLimit);
    }

    [Fact]
    public void Of_a_path_twice_in_one_layer_the_last_entry_counts_with_a_warning()
    {
        LayeredTree tree = Stack.Tree(["a", "b", "a"]);

        Assert.Equal((0, 2), Stack.View(tree, 0)["a"]);
        Assert.Equal([(0, tree.Child(LayeredTree.Root, "a"u8), 0)], tree.Repeated.Select(entry => (entry.Layer, entry.Node, entry.Row)));
        Assert.Contains(tree.Warnings, warning => warning.ErrorId == ImageErrorId.DuplicateName && warning.Message.Contains("/a", StringComparison.Ordinal));
    }

    [Fact]
    public void Warnings_are_bounded_and_the_rest_is_counted()
    {
        var limits = new ReadLimits { Warnings = 3 };
        List<TarEntrySpec> entries = [.. Enumerable.Range(0, 10).Select(_ => EntryLine.Parse("a"))];

        LayeredTree tree = LayeredTree.Build([Stack.Index(entries)], NameFolding.Exact, limits, default);

        Assert.Equal(4, tree.Warnings.Count);
        Assert.StartsWith("6 more", tree.Warnings[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_by_case_are_two_files_on_linux_and_one_on_windows()
    {
        string[][] layers = [["Files/Windows/System32/a.dll"], ["files/windows/SYSTEM32/A.DLL", "files/windows/.wh.Gone"]];

        Assert.Equal(8, Stack.View(Stack.Tree(layers), 1).Count);
        Assert.Equal("Files Files/Windows Files/Windows/System32 Files/Windows/System32/a.dll",
            Stack.Paths(Stack.Tree(layers.Select(layer => layer.Select(EntryLine.Parse).ToList()), NameFolding.IgnoreCase)));
    }

    [Fact]
    public void Names_that_are_not_utf8_stay_different()
    {
        TarEntrySpec Odd(byte last) => EntryLine.Parse("x") with { Name = [(byte)'c', last] };

        Assert.Equal(2, Stack.View(Stack.Tree([[Odd(0xE9), Odd(0xE8)]]), 0).Count);
    }

    // Asks to stop when the last layer is taken from it.
    private sealed class StoppingList(IReadOnlyList<LayerIndex?> layers, CancellationTokenSource stop) : IReadOnlyList<LayerIndex?>
    {
        private int _taken;

        public bool IsTaken => _taken > 1;

        public int Count => layers.Count;

        public LayerIndex? this[int index]
        {
            get
            {
                // First for its size, then for its entries.
                if (++_taken > 1)
                    stop.Cancel();
                return layers[index];
            }
        }

        public IEnumerator<LayerIndex?> GetEnumerator() => layers.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    internal static ViewNode? Find(LayeredTree tree, string path, out ImageErrorId failure) =>
        LinkResolver.Find(tree.TopView, System.Text.Encoding.UTF8.GetBytes(path), followLast: true, ReadLimits.Default, out failure);
}
