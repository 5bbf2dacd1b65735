using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>One moment in the life of a path: what one layer did to it. A snapshot that holds no open file.</summary>
public sealed class FileVersion : ImageObject
{
    /// <summary>Path in the image with a slash in front.</summary>
    public string InnerPath => Image.Tree.Path(Node);

    /// <summary>Number of the layer, base 0.</summary>
    public int LayerIndex => Layer.LayerIndex;

    /// <summary>What the layer did: it added the path, modified it, changed or repeated what is known of it, or removed it.</summary>
    public Change Change { get; init; }

    /// <summary>What it is since then; null where it was removed.</summary>
    public EntryType? Type => Entry?.Type ?? (Change == Change.Removed ? null : EntryType.Directory);

    /// <summary>Bytes that reading it gives; null where it was removed.</summary>
    public long? Size { get; init; }

    /// <summary>Permission bits with setuid, setgid and sticky; null where it was removed, or where no layer lists the directory.</summary>
    public int? Mode => Entry?.Mode;

    /// <summary>Type and permissions as <c>ls -l</c> shows them; null where it was removed, or where no layer lists the directory.</summary>
    public string? ModeString => Entry?.ModeString;

    /// <summary>Number of the owning user; null as for <see cref="Mode"/>.</summary>
    public long? Uid => Entry?.Uid;

    /// <summary>Number of the owning group; null as for <see cref="Mode"/>.</summary>
    public long? Gid => Entry?.Gid;

    /// <summary>The owner's numbers, <c>user:group</c>; null where there is no entry.</summary>
    public string? Owner => Entry?.Owner;

    /// <summary>When the file was last written; null as for <see cref="Mode"/>.</summary>
    public DateTimeOffset? LastWriteTime => Entry?.LastWriteTime;

    /// <summary>What a link points to; null for everything else.</summary>
    public string? LinkTarget => Entry?.LinkTarget;

    /// <summary>Digest of the content, <c>sha256:…</c>; null for what has none, or where it was not read.</summary>
    public string? ContentDigest { get; init; }

    /// <summary>The instruction that made the layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy => Layer.CreatedBy;

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string? Instruction => CreatedBy is null ? null : Instructions.Clean(CreatedBy);

    /// <summary>When the layer was made; null where the history does not tell.</summary>
    public DateTimeOffset? Created => Layer.Created;

    /// <summary>The layer's entry; null where it was removed, or where no layer lists the directory.</summary>
    public LayerEntry? Entry { get; init; }

    /// <summary>Name of the image.</summary>
    public string ImageName => Layer.ImageName;

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId => Layer.ImageId;

    /// <summary>Full path of the archive.</summary>
    public string ImagePath => Layer.ImagePath;

    /// <summary>The layer.</summary>
    internal ImageLayer Layer { get; init; } = null!;

    /// <summary>The image with its tree.</summary>
    internal LayeredImage Image { get; init; } = null!;

    /// <summary>The path's node.</summary>
    internal int Node { get; init; }

    /// <summary>What happened, where and to what.</summary>
    public override string ToString() => $"{Change} in layer {LayerIndex}: {InnerPath}";
}
