using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Comparison;
using PSLayers.Completion;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.TextDiff;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Compares two images: their files, layers, history, configuration and size, or the text of one file.</summary>
[Cmdlet(VerbsData.Compare, "ContainerImage", DefaultParameterSetName = AspectSet)]
[OutputType(typeof(FileDifference), typeof(ImageDifference), ParameterSetName = [AspectSet])]
[OutputType(typeof(string), ParameterSetName = [UnifiedSet])]
public sealed class CompareContainerImageCommand : ArchiveCommand
{
    private const string AspectSet = "Aspect";
    private const string UnifiedSet = "Unified";
    private const string Activity = "Comparing images";

    private ContainerImage? _reference;

    /// <summary>The image to compare with: a path, or an object that stands for an image.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public object ReferenceImage { get; set; } = "";

    /// <summary>The images that are compared with it: paths, or objects that stand for images.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public object[] DifferenceImage { get; set; } = [];

    /// <summary>Name of the reference image in its archive.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string[] ReferenceTag { get; set; } = [];

    /// <summary>Names of the compared images in their archives.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(TagCompleter))]
    [ValidateNotNull]
    public string[] DifferenceTag { get; set; } = [];

    /// <summary>Platform of the images on both sides.</summary>
    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(PlatformCompleter))]
    [ValidateNotNull]
    public string[] Platform { get; set; } = [];

    /// <summary>What of the images is compared.</summary>
    [Parameter(ParameterSetName = AspectSet)]
    [ValidateNotNull]
    public ImageAspect[] Aspect { get; set; } = [ImageAspect.File];

    /// <summary>Paths of the files that are compared, and patterns of paths; of one file, where its text is compared.</summary>
    [Parameter(Position = 2, ParameterSetName = AspectSet)]
    [Parameter(Mandatory = true, Position = 2, ParameterSetName = UnifiedSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(InnerPathCompleter))]
    public string[] InnerPath { get; set; } = [];

    /// <summary>What of files is compared.</summary>
    [Parameter(ParameterSetName = AspectSet)]
    public FileProperties Property { get; set; } = FileProperties.All;

    /// <summary>What of files is not compared.</summary>
    [Parameter(ParameterSetName = AspectSet)]
    public FileProperties Ignore { get; set; }

    /// <summary>Whether what is equal is wanted too.</summary>
    [Parameter(ParameterSetName = AspectSet)]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Whether size and time stand for the content.</summary>
    [Parameter(ParameterSetName = AspectSet)]
    public SwitchParameter SkipContent { get; set; }

    /// <summary>Whether the text of files is compared line by line.</summary>
    [Parameter(Mandatory = true, ParameterSetName = UnifiedSet)]
    public SwitchParameter Unified { get; set; }

    /// <summary>Whether to read the archives anew, and to keep nothing of them on disk.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    private protected override bool ReadsAnew => NoCache;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        List<ContainerImage> references = Found(ReferenceImage, ReferenceTag);
        if (references.Count == 0)
            return;
        string target = TargetOf(ReferenceImage);
        if (references.Count > 1)
        {
            string names = string.Join(", ", references.Select(image => $"{image.Name} ({image.Platform})").Distinct().Take(10));
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.SeveralImages,
                $"one image is compared with, but there are {references.Count}: {names}; -ReferenceTag and -Platform choose"), target));
            return;
        }
        _reference = references[0];
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_reference is null)
            return;
        foreach (object input in DifferenceImage)
        {
            foreach (ContainerImage image in Found(input, DifferenceTag))
                Guard(TargetOf(input), () => Compare(_reference, image));
        }
    }

    private void Compare(ContainerImage one, ContainerImage other)
    {
        LayeredImage reference = Read(one, Needs(one, other));
        LayeredImage difference = Read(other, Needs(other, one));
        if (ParameterSetName == UnifiedSet)
        {
            foreach (string path in InnerPath)
                WriteObject(Run(Activity, meter => UnifiedFile.Lines(reference, difference, path, meter)), enumerateCollection: true);
            return;
        }
        foreach (ImageAspect aspect in Aspect.Distinct())
        {
            if (aspect == ImageAspect.File)
                CompareFiles(reference, difference);
            else
                CompareOthers(reference, difference, aspect);
        }
    }

    private void CompareOthers(LayeredImage reference, LayeredImage difference, ImageAspect aspect)
    {
        ImageDifference[] rows = Run(Activity, meter => (ImageDifference[])[.. new AspectComparison(reference, difference, meter.Cancellation).Of(aspect)]);
        WriteObject(rows.Where(row => IncludeEqual || row.Change != Change.Unmodified), enumerateCollection: true);
    }

    // What is shared, only the bytes can tell: they are read once, and what they gave is kept.
    private Func<int, LayerNeeds>? Needs(ContainerImage image, ContainerImage other)
    {
        bool readsFiles = ParameterSetName == AspectSet && Aspect.Contains(ImageAspect.File) && !SkipContent;
        return readsFiles || (ParameterSetName == AspectSet && Aspect.Contains(ImageAspect.Layer))
            ? SharedLayers.Needs(image, other, readsFiles ? LayerNeeds.Fingerprints : LayerNeeds.Entries)
            : null;
    }

    private void CompareFiles(LayeredImage reference, LayeredImage difference)
    {
        var options = new DiffOptions
        {
            Properties = Property & ~Ignore,
            IncludeEqual = IncludeEqual,
            SkipContent = SkipContent,
            Paths = PathChoice.Of([reference, difference], InnerPath),
        };
        ImageComparison comparison = Run(Activity, meter => ImageComparison.Of(reference, difference, options, meter));
        foreach (ImageException error in comparison.Errors)
            WriteError(ErrorRecords.Of(error, difference.Image.ImagePath));
        foreach (FileDifference file in comparison.Files)
            WriteObject(file);
    }

    // No row means that nothing differs. Where nothing was compared that would be a lie, whatever wildcards usually do.
    private List<ContainerImage> Found(object input, string[] tags)
    {
        int failures = FailureCount;
        List<ContainerImage> images = Images(input, tags);
        // An attestation comes along with the images of its archive.
        if (images.Count == 0 && FailureCount == failures && (_reference is null || PSObject.AsPSObject(input).BaseObject is not ContainerImage))
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NoMatchingImage, "no image was found, so nothing was compared"), TargetOf(input)));
        return images;
    }

    // A path, a file of the disk, an image, or what is left of one that was stored and read again: its path and its id.
    private List<ContainerImage> Images(object input, string[] tags)
    {
        object known = input is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : input;
        if (known is ContainerImage image)
            return image.Kind == ImageKind.Image ? [image] : [];
        if (known is Array several)
            return [.. several.Cast<object>().SelectMany(one => Images(one, tags))];
        PSObject other = PSObject.AsPSObject(input);
        string? path = known as string ?? (other.Properties["PSPath"] ?? other.Properties["ImagePath"])?.Value?.ToString() ?? (known as FileSystemInfo)?.FullName;
        string? id = known is string ? null : other.Properties["ImageId"]?.Value?.ToString();
        if (path is null)
        {
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NotAnImage, "an image is a path, or an object from Get-ContainerImage"), TargetOf(input)));
            return [];
        }
        var images = new List<ContainerImage>();
        foreach ((string file, string target, bool isWildcard) in Resolve(path, isLiteral: known is not string))
        {
            Guard(target, () =>
            {
                foreach (ContainerImage chosen in Choose(file, target, isWildcard, new ImageChoice(tags, Platform, id is null ? [] : [id])))
                {
                    if (chosen.Kind != ImageKind.Image)
                        continue;
                    WriteWarnings(chosen.ImagePath, chosen.Warnings);
                    images.Add(chosen);
                }
            });
        }
        return images;
    }

    private static string TargetOf(object input) => input is Array several ? TargetOf(several.Cast<object>().FirstOrDefault() ?? "") : input is PSObject { BaseObject: ContainerImage image } ? image.ImagePath : (input as ContainerImage)?.ImagePath ?? input.ToString() ?? "";
}
