using PSLayers.Model;

namespace PSLayers.Waste;

/// <summary>What an image weighs, what of it is for nothing, and where the rest is. A snapshot that holds no open file.</summary>
public sealed class ImageMeasure : ImageObject
{
    /// <summary>Name of the image.</summary>
    public string ImageName { get; init; } = "";

    /// <summary>Digest of the image's config document; null where there is none.</summary>
    public string? ImageId { get; init; }

    /// <summary>Full path of the archive.</summary>
    public string ImagePath { get; init; } = "";

    /// <summary>Number of layers that were measured, from the base up.</summary>
    public int LayerCount { get; init; }

    /// <summary>Bytes of those layers in the archive, each blob once; absent ones count nothing.</summary>
    public long StoredSize { get; init; }

    /// <summary>Bytes of the regular files, holes included, and of the targets of symbolic links in all layers: what <c>docker history</c> adds up to.</summary>
    public long Size { get; init; }

    /// <summary>Bytes of the files and the targets of symbolic links that a container sees; what has several names counts once. <see cref="Size"/> without
    /// <see cref="HiddenSize"/>.</summary>
    public long ViewSize { get; init; }

    /// <summary>Bytes that are stored but cannot be seen, since a later layer overwrites or removes them: what a squash would save. A removed file
    /// of which the view still shows another name counts as seen.</summary>
    public long HiddenSize { get; init; }

    /// <summary>The part of the stored bytes that a container sees, <see cref="ViewSize"/> by <see cref="Size"/>: 1 where nothing is stored in
    /// vain, or nothing at all.</summary>
    public double Efficiency { get; init; }

    /// <summary>The part of <see cref="HiddenSize"/> that a later layer stores once more with the same content, as <c>chmod -R</c> and
    /// <c>chown -R</c> do.</summary>
    public long MetadataOnlySize { get; init; }

    /// <summary>Number of paths that a container sees, without the root.</summary>
    public int EntryCount { get; init; }

    /// <summary>Number of regular files that a container sees; one with several names counts once.</summary>
    public int FileCount { get; init; }

    /// <summary>Number of further names of those files.</summary>
    public int HardLinkCount { get; init; }

    /// <summary>Number of directories that a container sees, without the root.</summary>
    public int DirectoryCount { get; init; }

    /// <summary>Number of symbolic links that a container sees.</summary>
    public int SymbolicLinkCount { get; init; }

    /// <summary>Number of devices, named pipes and other entries that a container sees.</summary>
    public int SpecialFileCount { get; init; }

    /// <summary>Whether all layers could be read to their ends. If not, the figures are those of what could be read.</summary>
    public bool IsComplete { get; init; }

    /// <summary>The efficiency score of dive: the smallest copy of each path by all copies. Null where not all layers could be read.</summary>
    public double? DiveEfficiency { get; init; }

    /// <summary>The wasted bytes of dive: all copies of the paths that have more than one, the copy that is seen too. Null as
    /// <see cref="DiveEfficiency"/>.</summary>
    public long? DiveWastedSize { get; init; }

    /// <summary>The user-wasted percentage of dive, which is a part (1 is all): <see cref="DiveWastedSize"/> by the bytes of the layers above the
    /// base. Not a number for an image of one layer; null as <see cref="DiveEfficiency"/>.</summary>
    public double? DiveUserWastedPercent { get; init; }

    /// <summary>All paths with hidden bytes, those with the most first. Their bytes add up to <see cref="HiddenSize"/>.</summary>
    public IReadOnlyList<WastedFile> WastedFiles { get; init; } = [];

    /// <summary>The largest files that a container sees.</summary>
    public IReadOnlyList<MeasuredFile> LargestFiles { get; init; } = [];

    /// <summary>The directories below which a container sees the most bytes.</summary>
    public IReadOnlyList<MeasuredDirectory> LargestDirectories { get; init; } = [];

    /// <summary>The extensions whose files have the most bytes.</summary>
    public IReadOnlyList<MeasuredExtension> Extensions { get; init; } = [];

    /// <summary>The layers, base first.</summary>
    public IReadOnlyList<MeasuredLayer> Layers { get; init; } = [];

    /// <summary>Contents that several files have, those that waste the most first; null unless they were asked for.</summary>
    public IReadOnlyList<DuplicateContent>? DuplicateContents { get; init; }

    /// <summary>Efficiency and name.</summary>
    public override string ToString() => FormattableString.Invariant($"efficiency {Efficiency:P1}: {ImageName}");
}
