using CsCheck;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Trees;

public sealed class TreeViewTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Every_view_of_random_layers_equals_the_plain_union(bool tidy) => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers = RandomLayers.Entries(seed, layers: 5, entries: 20, tidy);
        LayeredTree tree = Stack.Tree(layers);
        var union = new ReferenceUnion();
        for (int top = 0; top < layers.Count; top++)
        {
            union.Apply(layers[top]);
            IEnumerable<string> expected = Stack.Lines(union.View());
            Stack.AssertSame(expected, Stack.Lines(Stack.View(tree, top)), $"seed {seed}, top {top}");
            Stack.AssertSame(expected, Stack.Lines(Stack.Everything(tree, top)), $"seed {seed}, top {top}, in one pass");
        }
    }, iter: 3000);
}
