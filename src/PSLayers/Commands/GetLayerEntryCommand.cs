using System.Management.Automation;
using PSLayers.Common;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
namespace PSLayers.Commands;

/// <summary>Lists the entries of layers as they stand in the layers' tars, whiteouts and all.</summary>
[Cmdlet(VerbsCommon.Get, "LayerEntry", DefaultParameterSetName = PathSet)]
[OutputType(typeof(LayerEntry))]
public sealed class GetLayerEntryCommand : ImageCommand
{
    private const string ImageSet = "Image";

    private EntryFilter _filter = EntryFilter.Everything;

    /// <summary>Archives or folders; where the layers come otherwise, the paths of the entries wanted.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = PathSet)]
    [Parameter(Position = 0, ParameterSetName = LiteralPathSet)]
    [Parameter(Position = 0, ParameterSetName = ObjectSet)]
    [Parameter(Position = 0, ParameterSetName = ImageSet)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Layers from Get-ImageLayer.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public ImageLayer[] InputObject { get; set; } = [];

    /// <summary>Images from Get-ContainerImage.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = ImageSet)]
    [ValidateNotNull]
    public ContainerImage[] Image { get; set; } = [];

    /// <summary>Paths of the entries wanted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Filter { get; set; } = [];

    /// <summary>Types of the entries wanted.</summary>
    [Parameter]
    public EntryType[] Type { get; set; } = [];

    /// <summary>Numbers of the layers wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = ImageSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("LayerIndex")]
    public int[]? Layer { get; set; }

    private protected override IReadOnlyList<string> ArchivePaths => Path;

    // A line of the history that made no layer brings a null: it asks for no layer, where a parameter not given asks for all.
    private int[]? Wanted => Layer ?? (MyInvocation.BoundParameters.ContainsKey(nameof(Layer)) ? [] : null);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // The pipeline decides how the archive is named, and so what -Path means; it is known only now.
        _filter = new EntryFilter(ParameterSetName == PathSet ? Filter : [.. Path, .. Filter], Type);
        base.ProcessRecord();
        foreach (ContainerImage image in Image)
            Guard(image.ImagePath, () => ProcessImage(image));
        foreach (ImageLayer layer in InputObject)
            Guard(layer.ImagePath, () => ProcessLayer(layer));
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        if (image.Kind == ImageKind.Image || ParameterSetName == ImageSet)
            DescribeLayers(image, Wanted, Write);
    }

    private void ProcessLayer(ImageLayer layer)
    {
        if (Wanted is { } wanted && !wanted.Contains(layer.LayerIndex))
            return;
        LayerIndex? content = Read(layer);
        Write(layer, content);
        if (content?.Damage is { } damage)
            WriteError(ErrorRecords.Of(damage, layer.ImagePath));
    }

    private LayerIndex? Read(ImageLayer layer) => Run(ReadActivity, meter =>
    {
        meter.Expect(layer.Image!.Store!.Unread(layer.Source!, LayerNeeds.Entries));
        return layer.Image.Store.ReadLayer(layer.Source!, meter);
    });

    private void Write(ImageLayer layer, LayerIndex? content)
    {
        for (int row = 0; row < content?.Count; row++)
        {
            if (_filter.Matches(content, row))
                WriteObject(new LayerEntry(layer, content, row));
        }
    }
}
