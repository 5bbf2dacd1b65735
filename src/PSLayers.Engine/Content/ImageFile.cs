using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Text;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>A file of an image as a container sees it, or with <see cref="HiddenReason"/> one that is stored but cannot be seen. A snapshot that
/// holds no open file.</summary>
public sealed class ImageFile : ImageOrPart
{
    /// <summary>Mode of a directory that no layer lists.</summary>
    internal const int ImpliedMode = 0b111_101_101;

    private const int BufferSize = 64 << 10;

    internal ImageFile(LayeredImage image, int node, int version, LayerEntry? entry) => (Image, Node, Version, Entry) = (image, node, version, entry);

    /// <summary>Path in the image with a slash in front; symbolic links on the way are resolved. Safe to show, and to be given back as it is.</summary>
    public string InnerPath => Image.Tree.Path(Node, Root);

    /// <summary>Last part of the path; <c>/</c> for the root.</summary>
    public string Name => Node == LayeredTree.Root || Node == Root ? "/" : EntryName.Decode(Image.Tree.Name(Node));

    /// <summary>The name exactly as it stands in the tar; null for a directory that no layer lists.</summary>
    public byte[]? RawName => Entry?.RawName;

    /// <summary>What it is. A directory that no layer lists, but that has something in it, is a directory.</summary>
    public EntryType Type => Entry?.Type ?? EntryType.Directory;

    /// <summary>Bytes that the entry itself stores: the size of a regular file, holes included; 0 for everything else, hard links too.</summary>
    public long Size => Entry?.Size ?? 0;

    /// <summary>Bytes that reading it gives: as <see cref="Size"/>, but a hard link has the length of its file.</summary>
    public long ContentSize => Type == EntryType.HardLink ? Image.Entry(LinkResolver.Content(Image.Tree, Version, Image.Limits))?.Size ?? 0 : Size;

    /// <summary>Permission bits with setuid, setgid and sticky: the lower twelve bits of st_mode.</summary>
    public int Mode => Entry?.Mode ?? ImpliedMode;

    /// <summary>Type and permissions as <c>ls -l</c> shows them, for example <c>-rwsr-xr-x</c>.</summary>
    public string ModeString => UnixMode.Format(Type, Mode);

    /// <summary>Number of the owning user.</summary>
    public long Uid => Entry?.Uid ?? 0;

    /// <summary>Number of the owning group.</summary>
    public long Gid => Entry?.Gid ?? 0;

    /// <summary>The owner's numbers, <c>user:group</c>.</summary>
    public string Owner => FormattableString.Invariant($"{Uid}:{Gid}");

    /// <summary>Name of the owning user as the tar has it; often empty.</summary>
    public string User => Entry?.User ?? "";

    /// <summary>Name of the owning group as the tar has it; often empty.</summary>
    public string Group => Entry?.Group ?? "";

    /// <summary>When the file was last written; the start of 1970 for a directory that no layer lists.</summary>
    public DateTimeOffset LastWriteTime => Entry?.LastWriteTime ?? DateTimeOffset.UnixEpoch;

    /// <summary>What a link points to, safe to show; null for everything else.</summary>
    public string? LinkTarget => Entry?.LinkTarget;

    /// <summary>Major number of a device; null for everything else.</summary>
    public long? DeviceMajor => Entry?.DeviceMajor;

    /// <summary>Minor number of a device; null for everything else.</summary>
    public long? DeviceMinor => Entry?.DeviceMinor;

    /// <summary>Extended attributes by name, for example <c>security.capability</c>; null where there are none.</summary>
    public IReadOnlyDictionary<string, byte[]>? Xattrs => Entry?.Xattrs;

    /// <summary>What a process gains that runs it, as <c>getcap</c> writes it: <c>cap_net_raw=ep</c>; null where there are no capabilities.</summary>
    public string? Capabilities => Entry?.Capabilities;

    /// <summary>Number of the layer that brought this version, base 0.</summary>
    public int LayerIndex => Version < 0 ? 0 : Image.Tree.Version(Version).Layer;

    /// <summary>The instruction that made that layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy => LayerIndex < Image.Layers.Count ? Image.Layers[LayerIndex].CreatedBy : null;

    /// <summary>Number of the layer where the path first appeared.</summary>
    public int FirstLayer => Image.Tree.LayersWith(Node).FirstOrDefault();

    /// <summary>In how many layers the path stands.</summary>
    public int VersionCount => Math.Max(1, Image.Tree.LayersWith(Node).Count());

    /// <summary>Number of the layer that hides this version; null where it can be seen.</summary>
    public int? HiddenByLayer { get; internal init; }

    /// <summary>Why it cannot be seen; null where it can.</summary>
    public HiddenReason? HiddenReason { get; internal init; }

    /// <summary>The uppermost layer of the view that shows it, base 0; of what is hidden, the layer that stores it.</summary>
    public int TopLayer { get; internal init; }

    /// <summary>Name of the image.</summary>
    public string ImageName => Image.Image.Name;

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId => Image.Image.ImageId;

    /// <summary>Full path of the archive.</summary>
    public string ImagePath => Image.Image.ImagePath;

    internal override string Archive => Image.Image.Archive;

    /// <summary>The image with its tree.</summary>
    internal LayeredImage Image { get; }

    /// <summary>The directory that paths are shown from.</summary>
    internal int Root { get; init; }

    /// <summary>The path's node.</summary>
    internal int Node { get; }

    /// <summary>The path's version; -1 for a root directory that no layer lists.</summary>
    internal int Version { get; }

    /// <summary>The entry; null for a directory that is only implied.</summary>
    internal LayerEntry? Entry { get; }

    /// <summary>Opens the content, of a link that of the file which it leads to. It can be read at any position, by one thread, and is closed by
    /// whoever opened it.</summary>
    /// <exception cref="ImageException">There is none, or it cannot be read.</exception>
    public Stream OpenRead()
    {
        LayerEntry entry = Entry ?? throw new ImageException(ImageErrorId.NotAFile, $"{InnerPath} is no file but a directory");
        ContentPlace place = ContentFinder.Of(Image, entry, Image.Tree.View(TopLayer));
        var reader = new ContentReader(Image);
        try
        {
            EntryStream content = reader.Open(place.Layer, place.Row);
            content.Owned = reader;
            return new BufferedStream(content, BufferSize);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Number of the layer, and the path in the image: no path of this machine.</summary>
    public override string ToString() => $"layer {LayerIndex}: {InnerPath}";
}
