using PSLayers.Bytes;
using PSLayers.Dive;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Waste;

/// <summary>Measures an image: a projection of its tree, in time linear in the number of entries. Content is read only of files that a later
/// version of the same size replaces, and of those that may be duplicates.</summary>
/// <param name="Measure">The figures.</param>
/// <param name="Errors">What could not be read.</param>
internal sealed record MeasureResult(ImageMeasure Measure, IReadOnlyList<ImageException> Errors)
{
    /// <summary>Measures the layers from the base up to one.</summary>
    /// <param name="image">The image.</param>
    /// <param name="top">The uppermost layer.</param>
    /// <param name="options">What to measure.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static MeasureResult Of(LayeredImage image, int top, MeasureOptions options, ReadMeter meter)
    {
        LayerIndex?[] layers = [.. image.Tree.Layers.Take(top + 1)];
        bool isComplete = Array.TrueForAll(layers, layer => layer is { Damage: null });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(meter.Cancellation);
        Task<DiveOutcome?> dive = Task.Run(() => isComplete ? DiveOutcome.Of(image.Tree, top, image.Limits, stop.Token) : null);
        try
        {
            return Of(image, top, options, meter, layers, dive);
        }
        finally
        {
            // Where something else failed, nobody waits for it any more.
            stop.Cancel();
        }
    }

    private static MeasureResult Of(LayeredImage image, int top, MeasureOptions options, ReadMeter meter, LayerIndex?[] layers, Task<DiveOutcome?> dive)
    {
        SeenContents seen = SeenContents.Of(image, image.Tree.View(top), meter.Cancellation);
        HiddenContents hidden = HiddenContents.Of(image, top, seen, options.SkipContent, meter);
        DuplicateContents? duplicates = options.DuplicateContent ? DuplicateContents.Of(image, seen, meter) : null;
        List<WastedFile> wasted = hidden.Files();
        var sizes = new ViewSizes(image, seen, options.Top);
        long size = ByteSum.Add(seen.Bytes, hidden.Bytes);
        DiveOutcome? outcome = dive.GetAwaiter().GetResult();
        DiveFigures? figures = outcome?.Figures;
        var measure = new ImageMeasure
        {
            ImageName = image.Image.Name,
            ImageId = image.Image.ImageId,
            ImagePath = image.Image.ImagePath,
            LayerCount = layers.Length,
            StoredSize = image.Image.StoredSizeOf(layers.Length),
            Size = size,
            ViewSize = seen.Bytes,
            HiddenSize = hidden.Bytes,
            Efficiency = size == 0 ? 1 : (double)(size - hidden.Bytes) / size,
            MetadataOnlySize = wasted.Aggregate(0L, (sum, file) => ByteSum.Add(sum, file.MetadataOnlySize)),
            EntryCount = seen.Files.Length + seen.HardLinks + seen.Directories + seen.SymbolicLinks + seen.Others,
            FileCount = seen.Files.Length,
            HardLinkCount = seen.HardLinks,
            DirectoryCount = seen.Directories,
            SymbolicLinkCount = seen.SymbolicLinks,
            SpecialFileCount = seen.Others,
            IsComplete = outcome is not null,
            DiveEfficiency = figures?.Efficiency,
            DiveWastedSize = figures?.WastedBytes,
            DiveUserWastedPercent = figures?.UserWastedPercent,
            WastedFiles = wasted,
            LargestFiles = sizes.Files(),
            LargestDirectories = sizes.Directories(),
            Extensions = sizes.Extensions(),
            Layers = [.. image.Layers.Take(layers.Length).Select(layer => Layer(layer, hidden))],
            DuplicateContents = duplicates?.Found,
        };
        return new MeasureResult(measure, [.. hidden.Errors, .. duplicates?.Errors ?? [], .. outcome?.Fault is { } fault ? [fault] : (ImageException[])[]]);
    }

    private static MeasuredLayer Layer(ImageLayer layer, HiddenContents hidden) => new()
    {
        LayerIndex = layer.LayerIndex,
        Size = layer.Size,
        StoredSize = layer.StoredSize,
        FileCount = layer.FileCount,
        HiddenSize = layer.Size is null ? null : hidden.LayerBytes[layer.LayerIndex],
        CreatedBy = layer.CreatedBy,
    };
}
