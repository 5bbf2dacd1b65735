using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>The paths that some layers touch, and the directories above them: where two views can differ, and the ways there.</summary>
internal sealed class NodeMarks
{
    private readonly ulong[] _marked;

    private NodeMarks(int nodes) => _marked = new ulong[(nodes + 63) / 64];

    public bool this[int node] => (_marked[node >> 6] & (1UL << node)) != 0;

    /// <summary>Marks what the layers above one touch, up to another.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="above">The layer above which marking begins; -1 to begin at the base.</param>
    /// <param name="top">The uppermost layer.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static NodeMarks Of(LayeredTree tree, int above, int top, CancellationToken cancellation)
    {
        var marks = new NodeMarks(tree.NodeCount);
        for (int layer = above + 1; layer <= top; layer++)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int touched in tree.TouchedBy(layer))
            {
                // Where one is marked, all above it are.
                for (int node = touched; node >= 0 && !marks[node]; node = tree.Parent(node))
                    marks._marked[node >> 6] |= 1UL << node;
            }
        }
        return marks;
    }
}
