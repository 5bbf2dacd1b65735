using CsCheck;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Engine.Tests.Trees;
using PSLayers.Fixtures;
using PSLayers.Layers;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Waste;

/// <summary>Measures of random stacks of layers, against sums over the plain union.</summary>
public sealed class RandomMeasureTests
{
    private static readonly byte[][] Contents = ["one"u8.ToArray(), "two"u8.ToArray(), "three"u8.ToArray(), []];

    [Fact]
    public void Hidden_is_what_is_stored_without_what_the_plain_union_shows() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        // Without symbolic links, so that it is plain where a hard link leads: how those are resolved has tests of its own.
        List<List<TarEntrySpec>> layers = [.. RandomLayers.Entries(seed, layers: 5, entries: 20)
            .Select(layer => layer.Select(entry => entry.TypeFlag == '2' ? entry with { TypeFlag = (byte)'6' } : entry).ToList())];
        LayeredImage image = Memory.Image(layers);
        var union = new ReferenceUnion();
        for (int top = 0; top < layers.Count; top++)
        {
            union.Apply(layers[top]);
            ImageMeasure measure = Measured.Of(image, top);
            long stored = layers.Take(top + 1).Sum(layer => layer.Where(IsFile).Sum(entry => entry.Content.Length));
            long seen = union.View().Values.Select(file => Content(layers, file)).Distinct().Sum(file => file.Row < 0 ? 0 : layers[file.Layer][file.Row].Content.Length);

            Assert.Equal((seed, top, stored, seen, stored - seen), (seed, top, measure.Size, measure.ViewSize, measure.HiddenSize));
            Assert.Equal((seed, union.View().Count), (seed, measure.EntryCount));
        }
    }, iter: 1000);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void All_sums_agree_with_each_other(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        LayeredImage image = Memory.Image(Simple(seed, tidy));
        for (int top = 0; top < image.Layers.Count; top++)
        {
            ImageMeasure measure = Measured.Of(image, top, new MeasureOptions { Top = int.MaxValue });
            Assert.Equal(image.Tree.Layers.Take(top + 1).Sum(layer => layer!.Size), measure.Size);
            Assert.Equal(measure.Size, measure.ViewSize + measure.HiddenSize);
            Assert.Equal(measure.HiddenSize, measure.WastedFiles.Sum(file => file.WastedSize));
            Assert.Equal(measure.HiddenSize, measure.Layers.Sum(layer => layer.HiddenSize));
            Assert.Equal(measure.MetadataOnlySize, measure.WastedFiles.Sum(file => file.MetadataOnlySize));
            Assert.Equal(measure.LargestFiles.Sum(file => file.Size), measure.Extensions.Sum(extension => extension.Size));
            Assert.Equal(measure.ViewSize, measure.LargestFiles.Sum(file => file.Size) + LinkSize(image, top));
            Assert.Equal(image.Tree.View(top).Everything().Count(), measure.EntryCount);
        }
    }, iter: 400);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Each_path_is_wasted_for_the_reasons_that_hide_its_versions(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers = Simple(seed, tidy);
        LayeredImage image = Memory.Image(layers);
        for (int top = 0; top < layers.Count; top++)
        {
            IEnumerable<string> expected = Reasons(layers, image, top).Order(StringComparer.Ordinal);
            IEnumerable<string> actual = Measured.Of(image, top).WastedFiles
                .Select(file => $"{file.InnerPath} {file.WastedSize} {file.MetadataOnlySize} {file.VersionCount} {file.WasteReason}").Order(StringComparer.Ordinal);
            Stack.AssertSame(expected, actual, $"seed {seed}, top {top}");
        }
    }, iter: 400);

    // From the list of all that is hidden, with the bytes at hand.
    private static IEnumerable<string> Reasons(IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers, LayeredImage image, int top)
    {
        LayeredTree tree = image.Tree;
        var seen = tree.View(top).Everything().Select(node => LinkResolver.Content(tree, node.Version, image.Limits)).ToHashSet();
        return HiddenVersions.Of(tree.View(top))
            .Select(hidden => (Hidden: hidden, Layer: tree.Version(hidden.Version).Layer))
            .Where(found => !seen.Contains(found.Hidden.Version))
            .Where(found => Bytes(layers[found.Layer][found.Hidden.Row]).Length > 0)
            .GroupBy(found => tree.Path(found.Hidden.Node))
            .Select(path =>
            {
                var versions = path.Select(found => (Content: Bytes(layers[found.Layer][found.Hidden.Row]), Reason: ReasonOf(layers, image, found.Hidden, found.Layer))).ToList();
                long metadataOnly = versions.Where(version => version.Reason == WasteReason.MetadataOnly).Sum(version => version.Content.Length);
                return $"{path.Key} {versions.Sum(version => version.Content.Length)} {metadataOnly} {versions.Count} {versions.Max(version => version.Reason)}";
            });
    }

    private static WasteReason ReasonOf(IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers, LayeredImage image, HiddenVersion hidden, int layer)
    {
        if (hidden.Reason == HiddenReason.Removed)
            return WasteReason.Removed;
        int by = image.Tree.VersionIn(hidden.Node, hidden.ByLayer);
        int content = by < 0 ? -1 : LinkResolver.Content(image.Tree, by, image.Limits);
        bool isSame = content >= 0 && image.Tree.Version(content) is { Row: >= 0 } now
            && layers[now.Layer][now.Row].TypeFlag == layers[layer][hidden.Row].TypeFlag && Bytes(layers[now.Layer][now.Row]).AsSpan().SequenceEqual(Bytes(layers[layer][hidden.Row]));
        return isSame ? WasteReason.MetadataOnly : WasteReason.Overwritten;
    }

    private static IReadOnlyList<IReadOnlyList<TarEntrySpec>> Simple(int seed, bool tidy)
    {
        var random = new Random(seed);
        return [.. RandomLayers.Entries(seed, layers: 5, entries: 16, tidy)
            .Select(layer => layer.Select(entry => entry.TypeFlag == '0' ? entry with { Content = Contents[random.Next(Contents.Length)] } : entry).ToList())];
    }

    // Hard links of tidy layers lead to a file that stands in the same layer.
    private static (int Layer, int Row) Content(List<List<TarEntrySpec>> layers, ReferenceUnion.Seen seen)
    {
        if (seen.Type != '1')
            return (seen.Layer, seen.Row);
        string target = layers[seen.Layer][seen.Row].Target;
        return (seen.Layer, layers[seen.Layer].FindIndex(entry => entry.Path == target && entry.TypeFlag == '0'));
    }

    // What counts of an entry: the content of a file, the target of a symbolic link.
    private static byte[] Bytes(TarEntrySpec entry) => IsFile(entry) ? entry.Content : entry.TypeFlag == '2' ? entry.LinkTarget : [];

    private static long LinkSize(LayeredImage image, int top) => image.Tree.View(top).Everything()
        .Select(node => LinkResolver.Content(image.Tree, node.Version, image.Limits)).Where(version => version >= 0).Distinct()
        .Select(version => image.Entry(version)).Sum(entry => entry is { Type: EntryType.SymbolicLink } ? System.Text.Encoding.UTF8.GetByteCount(entry.LinkTarget!) : 0);

    private static bool IsFile(TarEntrySpec entry) =>
        entry.TypeFlag == '0' && !entry.Path[(entry.Path.LastIndexOf('/') + 1)..].StartsWith(".wh.", StringComparison.Ordinal);
}
