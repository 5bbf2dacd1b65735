using PSLayers.Content;
using PSLayers.Diff;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Comparison;

/// <summary>One path of two images, in the shape of Compare-Object. A snapshot that holds no open file.</summary>
public sealed class FileDifference : ImageObject
{
    private readonly LayeredImage _reference;
    private readonly LayeredImage _difference;

    internal FileDifference(LayeredImage reference, LayeredImage difference, FilePair pair, Change change, FileProperties changed)
    {
        (_reference, _difference, Change, ChangedProperties) = (reference, difference, change, changed);
        ReferenceFile = pair.Before is { } old ? reference.File(old) : null;
        DifferenceFile = pair.After is { } now ? difference.File(now) : null;
    }

    /// <summary><c>&lt;=</c> only in the reference image, <c>=&gt;</c> only in the other, <c>&lt;&gt;</c> in both but different, <c>==</c> equal.</summary>
    public string SideIndicator => SideIndicators.Of(Change);

    /// <summary>What became of the path on the way from the reference image to the other.</summary>
    public Change Change { get; }

    /// <summary>Path in the image with a slash in front.</summary>
    public string InnerPath => Seen.InnerPath;

    /// <summary>What it is in the second image, or in the reference image where the second has none.</summary>
    public EntryType Type => Seen.Type;

    /// <summary>Bytes of the file in the second image, or in the reference image where the second has none; 0 for everything but regular files.</summary>
    public long Size => Seen.Size;

    /// <summary>By how many bytes the second image's file is larger; negative where it is smaller or not there.</summary>
    public long SizeDelta => (DifferenceFile?.Size ?? 0) - (ReferenceFile?.Size ?? 0);

    /// <summary>In what the files differ; nothing for what only one image has.</summary>
    public FileProperties ChangedProperties { get; }

    /// <summary>What a link points to, as it stands in the tar; null for everything else.</summary>
    public string? LinkTarget => Seen.LinkTarget;

    /// <summary>The file of the reference image; null where it has none.</summary>
    public ImageFile? ReferenceFile { get; }

    /// <summary>The file of the second image; null where it has none.</summary>
    public ImageFile? DifferenceFile { get; }

    /// <summary>Name of the reference image.</summary>
    public string ReferenceImage => _reference.Image.Name;

    /// <summary>Name of the second image.</summary>
    public string DifferenceImage => _difference.Image.Name;

    /// <summary>The side and the path.</summary>
    public override string ToString() => $"{SideIndicator} File: {InnerPath}";

    private ImageFile Seen => (DifferenceFile ?? ReferenceFile)!;
}
