using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>What became of one path from one view of an image to another: what a layer did to it. A snapshot that holds no open file.</summary>
public sealed class LayerChange : ImageObject
{
    private readonly LayeredImage _image;
    private readonly FilePair _pair;
    private readonly long _vanishedBytes;
    private ImageFile? _old;
    private ImageFile? _new;

    internal LayerChange(LayeredImage image, FilePair pair, Change change, FileProperties changed, int layer, long vanishedBytes) =>
        (_image, _pair, Change, ChangedProperties, LayerIndex, _vanishedBytes) = (image, pair, change, changed, layer, vanishedBytes);

    /// <summary>What became of it.</summary>
    public Change Change { get; }

    /// <summary>Path in the image with a slash in front, as <see cref="ImageFile.InnerPath"/>.</summary>
    public string InnerPath => _image.Tree.Path(Seen.Node);

    /// <summary>What is there now, or was before it was removed.</summary>
    public EntryType Type => (DifferenceFile ?? ReferenceFile)!.Type;

    /// <summary>Bytes of the file that is there now, or was before it was removed; 0 for everything but regular files.</summary>
    public long Size => (DifferenceFile ?? ReferenceFile)!.Size;

    /// <summary>By how many bytes the view grew or shrank here. Of a directory that is removed as one change, this is all that was in it.</summary>
    public long SizeDelta => ByteSum.Subtract(ByteSum.Subtract(DifferenceFile?.Size ?? 0, ReferenceFile?.Size ?? 0), _vanishedBytes);

    /// <summary>In what it differs from before; nothing for what was added or removed.</summary>
    public FileProperties ChangedProperties { get; }

    /// <summary>What a link points to, as it stands in the tar; null for everything else.</summary>
    public string? LinkTarget => (DifferenceFile ?? ReferenceFile)!.LinkTarget;

    /// <summary>What was there before; null where it was added.</summary>
    public ImageFile? ReferenceFile => _pair.Before is { } old ? _old ??= _image.File(old) : null;

    /// <summary>What is there now; null where it was removed.</summary>
    public ImageFile? DifferenceFile => _pair.After is { } now ? _new ??= _image.File(now) : null;

    /// <summary>Number of the layer that makes the difference, base 0.</summary>
    public int LayerIndex { get; }

    /// <summary>The instruction that made that layer, as recorded; null where the history does not tell.</summary>
    public string? CreatedBy => _image.Layers[LayerIndex].CreatedBy;

    /// <summary>The instruction as the build file had it: without the builders' additions.</summary>
    public string? Instruction => CreatedBy is null ? null : Instructions.Clean(CreatedBy);

    /// <summary>Name of the image.</summary>
    public string ImageName => _image.Image.Name;

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId => _image.Image.ImageId;

    /// <summary>Full path of the archive.</summary>
    public string ImagePath => _image.Image.ImagePath;

    /// <summary>The change, its layer and the path.</summary>
    public override string ToString() => $"{Change} in layer {LayerIndex}: {InnerPath}";

    private ViewNode Seen => _pair.After ?? _pair.Before!.Value;
}
