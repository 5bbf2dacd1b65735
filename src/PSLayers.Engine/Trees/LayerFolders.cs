using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Trees;

/// <summary>What one layer alone contains, by folder: its entries as they stand, whiteouts under their own names, and nothing of other layers.
/// Links lead nowhere here.</summary>
internal sealed class LayerFolders
{
    /// <summary>The node of the root directory.</summary>
    public const int Root = 0;

    private const int CheckEvery = 8192;

    private readonly NodeTable _nodes;
    private int[] _rows = [-1];

    private LayerFolders(NameFolding folding, MemoryBudget budget) => _nodes = new NodeTable(folding, budget);

    /// <summary>Sorts a layer's entries into folders, in time linear in their number.</summary>
    /// <param name="index">The layer.</param>
    /// <param name="ignoresCase">Whether names that differ by case only are one name.</param>
    /// <param name="limits">How deep folders may be nested; what is deeper is left out, as in views.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static LayerFolders Of(LayerIndex index, bool ignoresCase, ReadLimits limits, CancellationToken cancellation = default)
    {
        var folders = new LayerFolders(ignoresCase ? NameFolding.IgnoreCase : NameFolding.Exact, new MemoryBudget(limits.TreeMemory));
        int[] directories = new int[index.DirectoryCount];
        for (int directory = 0; directory < directories.Length; directory++)
        {
            cancellation.ThrowIfCancellationRequested();
            directories[directory] = folders.Make(index.DirectoryPath(directory), limits.PathDepth);
        }
        for (int row = 0; row < index.Count; row++)
        {
            if (row % CheckEvery == 0)
                cancellation.ThrowIfCancellationRequested();
            int directory = directories[index.Row(row).Directory];
            if (directory < 0)
                continue;
            ReadOnlySpan<byte> leaf = index.Leaf(row);
            // Of several entries of one path the last one counts.
            int node = leaf.IsEmpty ? directory : folders.Make(directory, leaf);
            folders._rows[node] = row;
        }
        folders._nodes.Trim();
        return folders;
    }

    /// <summary>The row of a node's entry; -1 for a folder that is only implied by what is in it.</summary>
    public int Row(int node) => _rows[node];

    /// <summary>Last part of a node's path.</summary>
    public ReadOnlySpan<byte> Name(int node) => _nodes.Name(node);

    /// <summary>A child by name; -1 for none.</summary>
    public int Child(int node, ReadOnlySpan<byte> name) => _nodes.Find(node, name);

    /// <summary>The children of a node by name, in the order of their bytes.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellation">Ends the work.</param>
    public List<int> Children(int node, CancellationToken cancellation = default)
    {
        var children = new List<int>();
        for (int child = _nodes[node].FirstChild; child >= 0; child = _nodes[child].NextSibling)
            children.Add(child);
        NameOrder.Sort(children, _nodes.Name, cancellation);
        return children;
    }

    private int Make(ReadOnlySpan<byte> path, int depth)
    {
        int node = Root;
        while (!path.IsEmpty)
        {
            ReadOnlySpan<byte> part = ImagePath.Next(ref path);
            if (part.IsEmpty)
                continue;
            if (part.SequenceEqual(".."u8))
                node = Math.Max(Root, _nodes[node].Parent);
            else if (depth-- > 0)
                node = Make(node, part);
            else
                return -1;
        }
        return node;
    }

    private int Make(int parent, ReadOnlySpan<byte> name)
    {
        int node = _nodes.FindOrAdd(parent, name);
        if (node >= _rows.Length)
        {
            int had = _rows.Length;
            Array.Resize(ref _rows, Math.Max(64, had * 2));
            _rows.AsSpan(had).Fill(-1);
        }
        return node;
    }
}
