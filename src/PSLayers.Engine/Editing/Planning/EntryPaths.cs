using PSLayers.Layers;
using PSLayers.Tar;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Editing.Planning;

/// <summary>How entries are named, and where in the image's tree they are.</summary>
/// <param name="tree">The image's tree.</param>
internal sealed class EntryPaths(LayeredTree tree)
{
    private const int Unknown = -2;

    private readonly int[]?[] _directories = new int[tree.Layers.Count][];

    /// <summary>The path of a node as a tar has it: without a slash in front.</summary>
    public byte[] NameOf(int node) => EntryName.Encode(tree.Path(node))[1..];

    /// <summary>The path of a node as a tar has it, of a directory with a slash behind.</summary>
    public byte[] NameOf(int node, EntryType type) =>
        type != EntryType.Directory ? NameOf(node) : node == LayeredTree.Root ? [.. "./"u8] : [.. NameOf(node), (byte)'/'];

    /// <summary>Whether an entry's name is that of a node, and not one that came there through links, or that has to be cleaned first.</summary>
    public bool IsNamed(int layer, int row, int node)
    {
        LayerIndex index = tree.Layers[layer]!;
        if ((index.Row(row).Flags & RowFlags.OddName) != 0)
            return false;
        int directory = DirectoryOf(layer, row);
        return index.Leaf(row) is { IsEmpty: false } leaf ? directory >= 0 && tree.Child(directory, leaf) == node : directory == node;
    }

    /// <summary>The node that an entry's directory names as it stands; -1 for none.</summary>
    public int DirectoryOf(int layer, int row)
    {
        LayerIndex index = tree.Layers[layer]!;
        if (_directories[layer] is not { } known)
            Array.Fill(_directories[layer] = known = new int[index.DirectoryCount], Unknown);
        ref int directory = ref known[index.Row(row).Directory];
        return directory != Unknown ? directory : directory = LinkResolver.Literal(tree, index.DirectoryPath(index.Row(row).Directory));
    }

    /// <summary>Whether a hard link names a path just as a tar has it, be it with a slash or a dot in front.</summary>
    public bool IsTarget(int layer, int row, byte[] name)
    {
        ReadOnlySpan<byte> target = tree.Layers[layer]!.LinkTarget(row);
        if (target.StartsWith("./"u8))
            target = target[2..];
        else if (target.StartsWith("/"u8))
            target = target[1..];
        return target.SequenceEqual(name);
    }

    /// <summary>The path that a version is of; -1 for one that lost its place within its own layer.</summary>
    public int NodeOf(int version)
    {
        int low = 0, high = tree.NodeCount - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >>> 1;
            if (tree.Versions(middle).Start <= version)
                low = middle;
            else
                high = middle - 1;
        }
        return version < tree.Versions(low).End ? low : -1;
    }

    /// <summary>The mode, the owner, the time and the attributes that an entry states.</summary>
    public EntryHeader AttributesOf(int layer, int row)
    {
        LayerIndex index = tree.Layers[layer]!;
        ref readonly LayerRow entry = ref index.Row(row);
        EntryOwner owner = index.Owner(row);
        return new EntryHeader
        {
            Name = [],
            Mode = entry.Mode,
            Uid = owner.Uid,
            Gid = owner.Gid,
            User = owner.User,
            Group = owner.Group,
            Time = entry.Time,
            Nanoseconds = entry.Nanoseconds,
            Xattrs = index.Extras(row)?.Xattrs,
        };
    }

    /// <summary>Whether two entries state the same attributes, as far as a file can have only one of each.</summary>
    public bool HaveSameAttributes((int Layer, int Row) one, (int Layer, int Row) other)
    {
        LayerIndex first = tree.Layers[one.Layer]!, second = tree.Layers[other.Layer]!;
        ref readonly LayerRow row = ref first.Row(one.Row), same = ref second.Row(other.Row);
        return row.Mode == same.Mode && row.Time == same.Time && row.Nanoseconds == same.Nanoseconds
            && first.Owner(one.Row) == second.Owner(other.Row) && first.Extras(one.Row)?.Xattrs is null;
    }
}
