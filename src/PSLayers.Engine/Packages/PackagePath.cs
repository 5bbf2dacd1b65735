using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Packages;

/// <summary>A path of an image that may be one of a database: looked at from its end, for nearly all are none.</summary>
/// <param name="tree">The image's tree.</param>
/// <param name="node">The path.</param>
internal readonly struct PackagePath(LayeredTree tree, int node)
{
    private const int Executable = 0b001_001_001;

    /// <summary>Last part of the path.</summary>
    public ReadOnlySpan<byte> Name => tree.Name(node);

    /// <summary>The directory that it is in.</summary>
    public PackagePath Directory => new(tree, Math.Max(LayeredTree.Root, tree.Parent(node)));

    /// <summary>Whether some layer has a program there, as far as can be told without reading it: a file that may be executed, of some size.</summary>
    /// <param name="smallest">Bytes that it has at least.</param>
    public bool IsProgram(long smallest)
    {
        (int start, int end) = tree.Versions(node);
        for (int version = start; version < end; version++)
        {
            ref readonly NodeVersion stored = ref tree.Version(version);
            if (stored.Row < 0)
                continue;
            ref readonly LayerRow row = ref tree.Layers[stored.Layer]!.Row(stored.Row);
            // Windows knows no such permission, but a name.
            if (row.Type == EntryType.File && row.Size >= smallest && ((row.Mode & Executable) != 0 || Name.EndsWith(".exe"u8)))
                return true;
        }
        return false;
    }

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
