using PSLayers.Fixtures;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

/// <summary>Hard links that lead through many long symbolic links: all of an image together follow so many only.</summary>
public sealed class HardLinkCostTests
{
    private const int Links = 20;

    [Theory]
    [InlineData(50)]
    [InlineData(100)]
    [InlineData(200)]
    public void However_many_there_are_no_more_links_are_followed_than_the_limit_allows(int count)
    {
        var limits = new ReadLimits { HardLinkSteps = 100_000 };
        LayeredTree tree = Tree(count, limits);
        int[] contents = [.. Enumerable.Range(0, count).Select(i => ContentOf(tree, i, limits))];

        Assert.True(tree.HardLinkSteps.AreSpent);
        Assert.True(contents[0] >= 0);
        Assert.Equal(-1, contents[^1]);
        Assert.Equal(contents, Enumerable.Range(0, count).Select(i => ContentOf(tree, i, limits)));
        Assert.Contains("limit HardLinkSteps", LinkResolver.LeadsNowhere(tree, "/h", "t", limits).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_link_leads_to_is_found_once()
    {
        LayeredTree tree = Tree(1, ReadLimits.Default);
        int content = ContentOf(tree, 0, ReadLimits.Default);
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isSame = true;
        for (int i = 0; i < 1000; i++)
            isSame &= content == LinkResolver.Content(tree, tree.Versions(tree.Child(LayeredTree.Root, "h0"u8)).Start, ReadLimits.Default);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.True(isSame);
    }

    private static int ContentOf(LayeredTree tree, int number, ReadLimits limits) =>
        LinkResolver.Content(tree, tree.Versions(tree.Child(LayeredTree.Root, System.Text.Encoding.ASCII.GetBytes($"h{number}"))).Start, limits);

    // l0 -> d/../d/../l1 and so on to the file's directory.
    private static LayeredTree Tree(int count, ReadLimits limits)
    {
        string way = string.Concat(Enumerable.Repeat("d/../", 100));
        List<string> lines = ["d/", "d/f"];
        for (int i = 0; i < Links; i++)
            lines.Add($"l{i} -> {way}{(i + 1 < Links ? $"l{i + 1}" : "d")}");
        for (int i = 0; i < count; i++)
            lines.Add($"h{i} => l0/f");
        return LayeredTree.Build([Stack.Index([.. lines.Select(EntryLine.Parse)])], NameFolding.Exact, limits, default);
    }
}
