using PSLayers.Layers;
using PSLayers.Text;

namespace PSLayers.Images;

/// <summary>One entry of a layer's tar: a light view on a row of the layer's table.</summary>
public sealed class LayerEntry : ImageOrPart
{
    private readonly LayerIndex _index;
    private readonly int _row;

    internal LayerEntry(ImageLayer layer, LayerIndex index, int row) => (Layer, _index, _row) = (layer, index, row);

    /// <summary>Path in the image with a slash in front, for example <c>/usr/bin/env</c>. Safe to show, and to be given back as it is.</summary>
    public string InnerPath => _index.Path(_row);

    /// <summary>Last part of the path; <c>/</c> for the root.</summary>
    public string Name => _index.Leaf(_row) is { IsEmpty: false } leaf ? EntryName.Decode(leaf) : "/";

    /// <summary>What the entry is.</summary>
    public EntryType Type => Row.Type;

    /// <summary>Size of a regular file in bytes, holes included; 0 for everything else.</summary>
    public long Size => Row.Size;

    /// <summary>Permission bits with setuid, setgid and sticky: the lower twelve bits of st_mode.</summary>
    public int Mode => Row.Mode & 0xFFF;

    /// <summary>Type and permissions as <c>ls -l</c> shows them, for example <c>-rwsr-xr-x</c>.</summary>
    public string ModeString => UnixMode.Format(Type, Mode);

    /// <summary>Number of the owning user.</summary>
    public long Uid => _index.Owner(_row).Uid;

    /// <summary>Number of the owning group.</summary>
    public long Gid => _index.Owner(_row).Gid;

    /// <summary>The owner's numbers, <c>user:group</c>.</summary>
    public string Owner => FormattableString.Invariant($"{Uid}:{Gid}");

    /// <summary>Name of the owning user as the tar has it; often empty.</summary>
    public string User => _index.Owner(_row).User;

    /// <summary>Name of the owning group as the tar has it; often empty.</summary>
    public string Group => _index.Owner(_row).Group;

    /// <summary>When the file was last written, in steps of 100 ns where the tar is as exact; times that .NET cannot express become its
    /// first or last one.</summary>
    public DateTimeOffset LastWriteTime
    {
        get
        {
            long epoch = DateTimeOffset.UnixEpoch.Ticks;
            return new DateTimeOffset(epoch + Math.Clamp(Row.Time, DateTimeOffset.MinValue.Ticks - epoch, DateTimeOffset.MaxValue.Ticks - epoch), TimeSpan.Zero);
        }
    }

    /// <summary>What a link points to, safe to show; null for everything else.</summary>
    public string? LinkTarget => _index.LinkTarget(_row) is { IsEmpty: false } target ? EntryName.Decode(target) : null;

    /// <summary>Major number of a device; null for everything else.</summary>
    public long? DeviceMajor => IsDevice ? _index.Extras(_row)?.DeviceMajor : null;

    /// <summary>Minor number of a device; null for everything else.</summary>
    public long? DeviceMinor => IsDevice ? _index.Extras(_row)?.DeviceMinor : null;

    /// <summary>Extended attributes by name, for example <c>security.capability</c>; null where there are none.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs => _index.Extras(_row)?.Xattrs;

    /// <summary>What a process gains that runs it, as <c>getcap</c> writes it: <c>cap_net_raw=ep</c>; null where there are no capabilities.</summary>
    public string? Capabilities => Xattrs?.GetValueOrDefault(FileCapabilities.Attribute) is { } value ? FileCapabilities.Format(value) : null;

    /// <summary>Number of the layer, base 0.</summary>
    public int LayerIndex => Layer.LayerIndex;

    /// <summary>Name of the image.</summary>
    public string ImageName => Layer.ImageName;

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId => Layer.ImageId;

    /// <summary>Full path of the archive.</summary>
    public string ImagePath => Layer.ImagePath;

    internal override string Archive => Layer.Archive;

    /// <summary>The layer that the entry is in.</summary>
    internal ImageLayer Layer { get; }

    /// <summary>Number of the entry's row in the layer's table.</summary>
    internal int RowNumber => _row;

    /// <summary>The entry's row in the layer's table.</summary>
    internal ref readonly LayerRow Row => ref _index.Row(_row);

    /// <summary>The path that the entry is about: of a whiteout what it removes, of an opaque marker its directory, else its own.</summary>
    internal string MeantPath => Type switch
    {
        EntryType.Whiteout => Directory + EntryName.Decode(Whiteout.Target(_index.Leaf(_row))),
        EntryType.OpaqueWhiteout => Directory,
        _ => InnerPath,
    };

    private string Directory => InnerPath[..(InnerPath.LastIndexOf('/') + 1)];

    private bool IsDevice => Type is EntryType.CharacterDevice or EntryType.BlockDevice;

    /// <summary>The name exactly as it stands in the tar.</summary>
    public byte[] RawName => _index.RawName(_row);

    /// <summary>Number of the layer, and the path in the image: no path of this machine.</summary>
    public override string ToString() => $"layer {LayerIndex}: {InnerPath}";
}
