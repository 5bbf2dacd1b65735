namespace PSLayers.Dive;

/// <summary>A whiteout as dive reads it (dive/filetree/file_node.go, IsWhiteout and Path): any node whose name starts with <c>.wh.</c>.</summary>
/// <param name="Node">The whiteout itself.</param>
/// <param name="Key">The path that its size is counted for.</param>
/// <param name="Target">The path that it removes. Without a name behind the prefix that is the directory it is in.</param>
/// <param name="IsBare">Whether there is no name behind the prefix.</param>
/// <param name="IsFirst">Whether dive, which goes by the bytes of the names, comes to it before it comes to its target.</param>
internal readonly record struct DiveWhiteout(int Node, int Key, int Target, bool IsBare, bool IsFirst)
{
    /// <summary>What the names of whiteouts start with.</summary>
    public static ReadOnlySpan<byte> Prefix => ".wh."u8;

    /// <summary>Whether a name makes a whiteout.</summary>
    public static bool IsName(ReadOnlySpan<byte> name) => name.StartsWith(Prefix);

    /// <summary>The whiteout of a node whose name makes it one.</summary>
    public static DiveWhiteout Of(DivePaths paths, int node)
    {
        int parent = paths.Parent(node);
        ReadOnlySpan<byte> name = paths.Name(node);
        ReadOnlySpan<byte> target = name[Prefix.Length..];
        int key = paths.Child(parent, target);
        bool isBare = target.IsEmpty;
        return new DiveWhiteout(node, key, isBare ? parent : key, isBare, isBare || name.SequenceCompareTo(target) < 0);
    }
}
