namespace PSLayers.Layers;

/// <summary>Names that remove something of the layers below (image-spec, layer.md, "Whiteouts").</summary>
internal static class Whiteout
{
    private static ReadOnlySpan<byte> Prefix => ".wh."u8;

    private static ReadOnlySpan<byte> Opaque => ".wh..wh..opq"u8;

    // AUFS kept its own records under such names in the root of a layer; they are neither files nor whiteouts.
    private static ReadOnlySpan<byte> AufsPrefix => ".wh..wh."u8;

    /// <summary>What an entry is by its name: a marker, or what its header says.</summary>
    /// <param name="leaf">Last part of the name.</param>
    /// <param name="inRoot">Whether the entry is in the root of the layer.</param>
    /// <param name="type">What the header says.</param>
    /// <param name="isBare">Whether the name is the bare prefix, which the specification forbids.</param>
    public static EntryType TypeOf(ReadOnlySpan<byte> leaf, bool inRoot, EntryType type, out bool isBare)
    {
        isBare = false;
        if (leaf.Length < Prefix.Length || leaf[0] != '.' || !leaf.StartsWith(Prefix))
            return type;
        if (leaf.SequenceEqual(Opaque))
            return EntryType.OpaqueWhiteout;
        isBare = leaf.Length == Prefix.Length;
        return isBare || (inRoot && leaf.StartsWith(AufsPrefix)) ? type : EntryType.Whiteout;
    }

    /// <summary>Whether a name is one that only whiteouts have.</summary>
    public static bool HasPrefix(ReadOnlySpan<byte> name) => name.StartsWith(Prefix);

    /// <summary>The name of the whiteout that removes a path.</summary>
    /// <param name="path">The path, without slashes around it.</param>
    public static byte[] Of(ReadOnlySpan<byte> path) => [.. path[..(path.LastIndexOf((byte)'/') + 1)], .. Prefix, .. path[(path.LastIndexOf((byte)'/') + 1)..]];

    /// <summary>The name of the marker that hides all that a directory has below.</summary>
    /// <param name="directory">Path of the directory; empty for the root.</param>
    public static byte[] OpaqueOf(ReadOnlySpan<byte> directory) => directory.IsEmpty ? [.. Opaque] : [.. directory, (byte)'/', .. Opaque];

    /// <summary>Whether an entry is no part of the image: one of AUFS's own records, or named as the bare prefix.</summary>
    public static bool IsNoPart(LayerIndex index, int row)
    {
        ReadOnlySpan<byte> leaf = index.Leaf(row);
        ReadOnlySpan<byte> directory = index.DirectoryPath(index.Row(row).Directory);
        return leaf.SequenceEqual(Prefix) || (directory.IsEmpty ? leaf : directory).StartsWith(AufsPrefix);
    }

    /// <summary>The name that a whiteout removes.</summary>
    public static ReadOnlySpan<byte> Target(ReadOnlySpan<byte> leaf) => leaf[Prefix.Length..];
}
