using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Comparison;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.TextDiff;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Compares two images: their files, layers, history, configuration and size, or the text of one file.</summary>
[Cmdlet(VerbsData.Compare, "ContainerImage", DefaultParameterSetName = AspectSet)]
[OutputType(typeof(FileDifference), typeof(ImageDifference), ParameterSetName = [AspectSet])]
[OutputType(typeof(string), ParameterSetName = [UnifiedSet])]
public sealed class CompareContainerImageCommand : ImagePairCommand
{
    private const string AspectSet = "Aspect";
    private const string UnifiedSet = "Unified";
    private const string Activity = "Comparing images";

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

    private protected override void Compare(ContainerImage one, ContainerImage other)
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
        (AspectComparison comparison, ImageDifference[] rows) = Run(Activity, meter =>
        {
            var comparison = new AspectComparison(reference, difference, meter);
            return (comparison, comparison.Of(aspect).ToArray());
        });
        foreach ((string path, ImageWarning warning) in comparison.Warnings)
            WriteWarnings(path, [warning]);
        WriteErrors(difference.Image.Archive, comparison.Errors);
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
            Paths = PathChoice.Of([reference, difference], InnerPath, missing => WriteErrors(difference.Image.Archive, [missing])),
        };
        ImageComparison comparison = Run(Activity, meter => ImageComparison.Of(reference, difference, options, meter));
        foreach (ImageException error in comparison.Errors)
            WriteError(ErrorRecords.Of(error, difference.Image.Archive));
        foreach (FileDifference file in comparison.Files)
            WriteObject(file);
    }
}
