using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Provider;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Tells what layers did to the layers below them, or in what any two views of an image differ.</summary>
[Cmdlet(VerbsCommon.Get, "LayerDiff", DefaultParameterSetName = PathSet)]
[OutputType(typeof(LayerChange))]
public sealed class GetLayerDiffCommand : InnerPathCommand<ImageOrLayer>
{
    private const string CompareActivity = "Comparing files";
    private const string RangeView = "PSLayers.Diff.LayerChange#Range";

    /// <summary>Numbers of the layers whose doing is wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int[]? Layer { get; set; }

    /// <summary>The uppermost layer of the view to start from; -1 for an empty one.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? ReferenceLayer { get; set; }

    /// <summary>The uppermost layer of the view to come to.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int? DifferenceLayer { get; set; }

    /// <summary>Kinds of the changes wanted.</summary>
    [Parameter]
    [ValidateNotNull]
    public Change[] Change { get; set; } = [];

    /// <summary>Types of the files wanted.</summary>
    [Parameter]
    [ValidateNotNull]
    public EntryType[] Type { get; set; } = [];

    /// <summary>Whether what vanished with a directory is wanted path by path.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Whether size and time stand for the content.</summary>
    [Parameter]
    public SwitchParameter SkipContent { get; set; }

    // Content only decides between the two kinds of modification.
    private protected override bool ComparesContent => !SkipContent
        && (Change.Length == 0 || Change.Any(change => change is Diff.Change.Modified or Diff.Change.MetadataModified or Diff.Change.NotCompared));

    private bool IsRange => ReferenceLayer is not null || DifferenceLayer is not null;

    // Of a view that is written to it is its changes that are asked for, as of a container.
    private protected override int? LayerOf(ImageView view, ContainerImage image) => view.IsWritable && !IsRange && Layer is null ? image.LayerCount - 1 : null;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        // The one asks what layers did, the others name two views.
        Exclude(nameof(Layer), nameof(ReferenceLayer), nameof(DifferenceLayer));
    }

    private protected override void Process(LayeredImage image, int? layer)
    {
        var options = new DiffOptions
        {
            Recurse = Recurse,
            SkipContent = !ComparesContent,
            Paths = PathChoice.Of([image], InnerPaths, missing => WriteErrors(image.Image.Archive, [missing])),
        };
        LayerDiff diff = IsRange ? Between(image, layer, options) : OfLayers(image, layer, options);
        foreach (ImageException error in diff.Errors)
            WriteError(ErrorRecords.Of(error, image.Image.Archive));
        foreach (LayerChange change in OneByOne(_ => diff.Changes))
            Write(change);
    }

    private LayerDiff OfLayers(LayeredImage image, int? layer, DiffOptions options)
    {
        // A line of the history that made no layer brings a null: it asks for no layer, where a parameter not given asks for all.
        bool asksForAll = layer is null && !MyInvocation.BoundParameters.ContainsKey(nameof(Layer));
        int[] layers = asksForAll ? [.. Enumerable.Range(0, image.Layers.Count)] : layer is { } one ? [one] : Layer ?? [];
        foreach (int number in layers)
        {
            if (number < 0 || number >= image.Layers.Count)
                throw image.NoSuchLayer(number);
        }
        return Run(CompareActivity, meter => LayerDiff.OfLayers(image, layers, options, meter));
    }

    private LayerDiff Between(LayeredImage image, int? layer, DiffOptions options)
    {
        int difference = image.ViewUpTo(DifferenceLayer ?? layer).Top;
        int reference = image.ViewUpTo(ReferenceLayer ?? difference - 1).Top;
        return Run(CompareActivity, meter => LayerDiff.Between(image, reference, difference, options, meter));
    }

    private void Write(LayerChange change)
    {
        if ((Change.Length > 0 && !Change.Contains(change.Change)) || (Type.Length > 0 && !Type.Contains(change.Type)))
            return;
        var shown = PSObject.AsPSObject(change);
        // Views further apart have changes of several layers among each other.
        if (IsRange)
            shown.TypeNames.Insert(0, RangeView);
        WriteObject(shown);
    }
}
