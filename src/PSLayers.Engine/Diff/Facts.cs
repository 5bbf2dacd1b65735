using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>What is compared of a file. A hard link is the file that it is a further name of, with the mode, owner and time that its own entry
/// states, as those are what a runtime sets last.</summary>
internal readonly struct Facts
{
    private const int ImpliedMode = 0b111_101_101;
    private const int Permissions = 0xFFF;

    private readonly LayerIndex? _index;
    private readonly int _row;

    private Facts(LayeredImage image, NodeVersion seen)
    {
        _index = image.Tree.Layers[seen.Layer]!;
        _row = seen.Row;
        Content = (image.Tree.TableOf(seen.Layer), seen.Row);
        Type = _index.Row(seen.Row).Type;
    }

    /// <summary>What it is; a hard link only where it leads nowhere.</summary>
    public EntryType Type { get; private init; } = EntryType.Directory;

    /// <summary>Layer and row of the entry that has the content, the layer being the first that has the same table; (-1, -1) for a directory that is only implied.</summary>
    public (int Layer, int Row) Content { get; private init; } = (-1, -1);

    /// <summary>Length of the content in bytes.</summary>
    public long Size { get; private init; }

    /// <summary>What a container sees of the owner's permissions.</summary>
    public int Mode => _index is null ? ImpliedMode : _index.Row(_row).Mode & Permissions;

    /// <summary>Modification time in ticks since 1970.</summary>
    public long Time => _index is null ? 0 : _index.Row(_row).Time;

    /// <summary>The facts of a version; those of a version below 0 are those of a root directory that no layer lists.</summary>
    public static Facts Of(LayeredImage image, int version)
    {
        if (version < 0 || image.Tree.Version(version) is not { Row: >= 0 } seen)
            return new Facts { Type = EntryType.Directory, Content = (-1, -1) };
        var facts = new Facts(image, seen);
        if (facts.Type != EntryType.HardLink)
            return facts with { Size = facts._index!.Row(seen.Row).Size };
        int content = LinkResolver.Content(image.Tree, version, image.Limits);
        if (content < 0 || image.Tree.Version(content) is not { Row: >= 0 } there)
            return facts;
        ref readonly LayerRow row = ref image.Tree.Layers[there.Layer]!.Row(there.Row);
        // There are no hard links to directories.
        if (row.Type == EntryType.Directory)
            return facts;
        return facts with { Type = row.Type, Size = row.Size, Content = (image.Tree.TableOf(there.Layer), there.Row) };
    }

    /// <summary>In what two files differ, all but the bytes of equally long ones, which are still to be looked at.</summary>
    /// <param name="before">The first image.</param>
    /// <param name="old">What the first view has.</param>
    /// <param name="after">The second image; it may be the first.</param>
    /// <param name="now">What the second view has.</param>
    /// <param name="wanted">What counts.</param>
    public static FileProperties Compare(LayeredImage before, in Facts old, LayeredImage after, in Facts now, FileProperties wanted = FileProperties.All)
    {
        var changed = FileProperties.None;
        if (old.Type != now.Type)
            changed |= FileProperties.Type;
        else if (old.Type == EntryType.File && old.Size != now.Size)
            changed |= FileProperties.Content;
        else if (old.Type is EntryType.SymbolicLink or EntryType.HardLink && !old.Target(before).SequenceEqual(now.Target(after)))
            changed |= FileProperties.LinkTarget;
        else if (old.Type is EntryType.CharacterDevice or EntryType.BlockDevice && old.Device(before) != now.Device(after))
            changed |= FileProperties.Device;
        // The permissions of symbolic links mean nothing; every writer puts something else there.
        if (old.Mode != now.Mode && !(old.Type == EntryType.SymbolicLink && now.Type == EntryType.SymbolicLink))
            changed |= FileProperties.Mode;
        if (old.Owner != now.Owner)
            changed |= FileProperties.Owner;
        if (!SameXattrs(old.Xattrs, now.Xattrs))
            changed |= FileProperties.Xattrs;
        changed &= wanted;
        bool areDirectories = old.Type == EntryType.Directory && now.Type == EntryType.Directory;
        if (old.Time != now.Time && !(areDirectories && changed == FileProperties.None))
            changed |= FileProperties.LastWriteTime & wanted;
        return changed;
    }

    private (long Uid, long Gid) Owner => _index is null ? (0, 0) : _index.Owner(_row) is var owner ? (owner.Uid, owner.Gid) : default;

    private IReadOnlyDictionary<string, byte[]>? Xattrs => _index?.Extras(_row)?.Xattrs;

    private ReadOnlySpan<byte> Target(LayeredImage image) => image.Tree.Layers[Content.Layer]!.LinkTarget(Content.Row);

    private (long, long) Device(LayeredImage image) =>
        image.Tree.Layers[Content.Layer]!.Extras(Content.Row) is { } extras ? (extras.DeviceMajor, extras.DeviceMinor) : default;

    private static bool SameXattrs(IReadOnlyDictionary<string, byte[]>? old, IReadOnlyDictionary<string, byte[]>? now)
    {
        if (old is null || now is null)
            return (old?.Count ?? 0) == (now?.Count ?? 0);
        if (old.Count != now.Count)
            return false;
        foreach ((string name, byte[] value) in old)
        {
            if (!now.TryGetValue(name, out byte[]? other) || !value.AsSpan().SequenceEqual(other))
                return false;
        }
        return true;
    }
}
