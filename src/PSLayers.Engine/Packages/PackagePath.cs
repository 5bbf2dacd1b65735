using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>A path of an image that may be one of a database: looked at from its end, for nearly all are none.</summary>
/// <param name="tree">The image's tree.</param>
/// <param name="node">The path.</param>
internal readonly struct PackagePath(LayeredTree tree, int node)
{
    /// <summary>Last part of the path.</summary>
    public ReadOnlySpan<byte> Name => tree.Name(node);

    /// <summary>The directory that it is in.</summary>
    public PackagePath Directory => new(tree, Math.Max(LayeredTree.Root, tree.Parent(node)));

    /// <summary>Whether it is a certain path.</summary>
    /// <param name="path">The path, without a slash in front.</param>
    public bool Is(ReadOnlySpan<byte> path)
    {
        int at = node;
        while (!path.IsEmpty)
        {
            int slash = path.LastIndexOf((byte)'/');
            if (at <= LayeredTree.Root || !tree.Name(at).SequenceEqual(path[(slash + 1)..]))
                return false;
            path = slash < 0 ? default : path[..slash];
            at = tree.Parent(at);
        }
        return at == LayeredTree.Root;
    }
}
