using System.Management.Automation;
using PSLayers.Commands.Bases;
using PSLayers.Common;
using PSLayers.Completion;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Commands;

/// <summary>Lists the entries of layers as they stand in the layers' tars, whiteouts and all.</summary>
[Cmdlet(VerbsCommon.Get, "LayerEntry", DefaultParameterSetName = PathSet)]
[OutputType(typeof(LayerEntry))]
public sealed class GetLayerEntryCommand : InnerPathCommand<ImageOrLayer>
{
    private readonly PathLookups _lookups = new();

    /// <summary>Types of the entries wanted.</summary>
    [Parameter]
    [ValidateNotNull]
    public EntryType[] Type { get; set; } = [];

    /// <summary>Numbers of the layers wanted.</summary>
    [Parameter(ParameterSetName = PathSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Parameter(ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("LayerIndex")]
    [ArgumentCompleter(typeof(LayerIndexCompleter))]
    public int[]? Layer { get; set; }

    // A line of the history that made no layer brings a null: it asks for no layer, where a parameter not given asks for all.
    private int[]? Wanted => Layer ?? (MyInvocation.BoundParameters.ContainsKey(nameof(Layer)) ? [] : null);

    // Entries are those of the tars: no tree is built.
    private protected override void ProcessInput(ImageOrLayer input)
    {
        if (input is ImageLayer layer)
            ProcessLayer(layer);
        else if (input is ContainerImage image)
            ProcessImage(image);
    }

    private protected override void ProcessImage(ContainerImage image)
    {
        if (image.Kind != ImageKind.Image)
            return;
        foreach (int number in (Layer ?? []).Where(number => number < 0 || number >= image.LayerCount))
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.NoSuchLayer, $"there is no layer {number}; the image has {image.LayerCount}, numbered from 0"), image.Archive));
        DescribeLayers(image, Wanted, Write);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (string path in _lookups.Missing)
            WriteError(ErrorRecords.Of(new ImageException(ImageErrorId.FileNotFound, "no layer has an entry of this path"), path));
    }

    private protected override void Process(LayeredImage image, int? layer) => DescribeLayers(image.Image, Wanted, Write);

    private void ProcessLayer(ImageLayer layer)
    {
        if (Wanted is { } wanted && !wanted.Contains(layer.LayerIndex))
            return;
        LayerIndex? content = Read(layer);
        Write(layer, content);
        if (content?.Damage is { } damage)
            WriteError(ErrorRecords.Of(damage, layer.Archive));
    }

    private LayerIndex? Read(ImageLayer layer) => Run(ReadActivity, meter =>
    {
        meter.Expect(layer.Image!.Store!.Unread(layer.Source!, LayerNeeds.Entries));
        return layer.Image.Store.ReadLayer(layer.Source!, meter);
    });

    private void Write(ImageLayer layer, LayerIndex? content)
    {
        if (content is null)
            return;
        bool ignoresCase = string.Equals(layer.Image?.Os, "windows", StringComparison.OrdinalIgnoreCase);
        foreach (int row in OneByOne(stop => new EntryChoice(InnerPaths, Type, ignoresCase, _lookups).Rows(content, stop)))
            WriteObject(new LayerEntry(layer, content, row));
    }
}
