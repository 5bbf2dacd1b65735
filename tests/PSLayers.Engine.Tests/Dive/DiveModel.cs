using PSLayers.Fixtures;

namespace PSLayers.Engine.Tests.Dive;

/// <summary>What dive does, step by step and as slowly: trees of names, visited in order, stacked anew for each whiteout. It knows only names of
/// ASCII and nothing of how the module counts.</summary>
internal static class DiveModel
{
    private sealed record Entry(List<long> Sizes);

    /// <summary>Efficiency, wasted bytes, and wasted bytes by user's bytes.</summary>
    public static (double Efficiency, long Wasted, double Percent) Of(IReadOnlyList<IReadOnlyList<TarEntrySpec>> layers)
    {
        Tree[] trees = [.. layers.Select(Tree.Of)];
        var entries = new Dictionary<string, Entry>();
        for (int i = 0; i < trees.Length; i++)
        {
            int layer = i;
            trees[i].Root.Visit(node => !node.IsLeaf || Count(entries, trees, layer, node));
        }
        long smallest = entries.Values.Sum(entry => entry.Sizes.Count == 0 ? -1 : entry.Sizes.Min());
        long all = entries.Values.Sum(entry => entry.Sizes.Sum());
        long wasted = entries.Values.Where(entry => entry.Sizes.Count > 1).Sum(entry => entry.Sizes.Sum());
        long user = layers.Skip(1).Sum(layer => layer.Sum(Tree.SizeOf));
        return (all == 0 ? 1 : (double)smallest / all, wasted, (double)wasted / user);
    }

    // False ends the visit of the layer.
    private static bool Count(Dictionary<string, Entry> entries, Tree[] trees, int layer, Node node)
    {
        if (!entries.TryGetValue(node.Path, out Entry? entry))
            entries[node.Path] = entry = new Entry([]);
        if (!node.IsWhiteout)
        {
            entry.Sizes.Add(node.Size);
            return true;
        }
        var stack = new Tree(trees[0].Root.Copy(null));
        for (int below = 0; below < layer; below++)
            stack.Stack(trees[below]);
        if (stack.Find(node.Path) is not { } target)
            return false;
        entry.Sizes.Add(target.IsDirectory ? target.Total : 0);
        return true;
    }

    private sealed class Tree(Node root)
    {
        public Node Root => root;

        public static Tree Of(IReadOnlyList<TarEntrySpec> layer)
        {
            var tree = new Tree(new Node("", null));
            foreach (TarEntrySpec spec in layer)
                tree.Add(spec.Path, SizeOf(spec), spec.TypeFlag == '5');
            return tree;
        }

        public static long SizeOf(TarEntrySpec spec) => spec.TypeFlag == '0' ? spec.Content.Length : 0;

        public void Add(string path, long size, bool isDirectory)
        {
            Node node = root;
            foreach (string name in Parts(path))
            {
                if (!node.Children.TryGetValue(name, out Node? child))
                {
                    if (name.StartsWith(".wh..wh..", StringComparison.Ordinal))
                        return;
                    node.Children[name] = child = new Node(name, node);
                }
                node = child;
            }
            if (node != root)
                (node.Size, node.IsDirectory) = (size, isDirectory);
        }

        public Node? Find(string path)
        {
            Node? node = root;
            foreach (string name in Parts(path))
                node = node?.Children.GetValueOrDefault(name);
            return node;
        }

        public void Stack(Tree upper) => upper.Root.Visit(node =>
        {
            if (!node.IsWhiteout)
                Add(node.Path, node.Size, node.IsDirectory);
            else if (Find(node.Path) is { Parent: { } parent } target)
                parent.Children.Remove(target.Name);
            return true;
        });

        private static IEnumerable<string> Parts(string path) => path.Split('/').Where(part => part is not ("" or "."));
    }

    private sealed class Node(string name, Node? parent)
    {
        public string Name => name;

        public Node? Parent => parent;

        public SortedDictionary<string, Node> Children { get; } = new(StringComparer.Ordinal);

        public long Size { get; set; }

        public bool IsDirectory { get; set; }

        public bool IsLeaf => Children.Count == 0;

        public bool IsWhiteout => name.StartsWith(".wh.", StringComparison.Ordinal);

        public long Total => Size + Children.Values.Sum(child => child.Total);

        public string Path => $"{parent!.Above}/{(IsWhiteout ? name[4..] : name)}";

        private string Above => parent is null ? "" : $"{parent.Above}/{name}";

        public Node Copy(Node? newParent)
        {
            var copy = new Node(name, newParent) { Size = Size, IsDirectory = IsDirectory };
            foreach ((string key, Node child) in Children)
                copy.Children[key] = child.Copy(copy);
            return copy;
        }

        /// <summary>Visits what is below, then the node; false of the visitor ends it all.</summary>
        public bool Visit(Func<Node, bool> visitor) =>
            Children.Values.All(child => child.Visit(visitor)) && (parent is null || visitor(this));
    }
}
