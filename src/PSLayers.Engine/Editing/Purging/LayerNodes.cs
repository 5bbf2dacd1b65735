using PSLayers.Editing.Planning;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Editing.Purging;

/// <summary>Which path each entry of a layer is about: its own, or of a marker the one that it removes, or whose content it hides.</summary>
internal static class LayerNodes
{
    /// <summary>By row the path's node; -1 where no path of the image's tree is meant.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="paths">How entries are named.</param>
    public static int[] Of(LayeredImage image, int layer, EntryPaths paths)
    {
        LayeredTree tree = image.Tree;
        LayerIndex index = tree.Layers[layer]!;
        var nodes = new int[index.Count];
        Array.Fill(nodes, -1);
        foreach (int node in tree.TouchedBy(layer))
        {
            if (tree.VersionIn(node, layer) is >= 0 and var version && tree.Version(version).Row is >= 0 and var row)
                nodes[row] = node;
        }
        (int start, int end) = tree.RepeatedIn(layer);
        for (int place = start; place < end; place++)
            nodes[tree.Repeated[place].Row] = tree.Repeated[place].Node;
        for (int row = 0; row < nodes.Length && index.WhiteoutCount > 0; row++)
        {
            if (index.Row(row).Type is EntryType.Whiteout or EntryType.OpaqueWhiteout && DirectoryOf(image, layer, row, paths) is >= 0 and var directory)
                nodes[row] = index.Row(row).Type == EntryType.OpaqueWhiteout ? directory : tree.Child(directory, Whiteout.Target(index.Leaf(row)));
        }
        return nodes;
    }

    /// <summary>The directory that a marker is in: where links of the layers below lead, unless the layer has a directory of its own there.</summary>
    public static int DirectoryOf(LayeredImage image, int layer, int row, EntryPaths paths)
    {
        int literal = paths.DirectoryOf(layer, row);
        if (literal >= 0 && image.Tree.VersionIn(literal, layer) is >= 0 and var own && image.Tree.Version(own).Has(VersionFlags.Directory))
            return literal;
        LayerIndex index = image.Tree.Layers[layer]!;
        return LinkResolver.Find(image.Tree.View(layer - 1), index.DirectoryPath(index.Row(row).Directory), followLast: true, image.Limits, out _)?.Node ?? literal;
    }
}
