using System.Globalization;
using PSLayers.Bytes;
using PSLayers.Engine.Tests.Diff;
using PSLayers.Trees;
using PSLayers.Waste;

namespace PSLayers.Engine.Tests.Waste;

/// <summary>Measures of small images, and their wasted files as lines.</summary>
internal static class Measured
{
    public static ImageMeasure Of(LayeredImage image, int? top = null, MeasureOptions? options = null)
    {
        MeasureResult measured = MeasureResult.Of(image, top ?? image.Layers.Count - 1, options ?? new MeasureOptions(), new ReadMeter());
        Assert.Empty(measured.Errors);
        return measured.Measure;
    }

    /// <summary>The measure of layers written as <see cref="Memory.Entry"/> reads them.</summary>
    public static ImageMeasure Of(params string[][] layers) => Of(Memory.Image(layers));

    /// <summary>Each wasted file as <c>/path bytes reason layers</c>, the most bytes first.</summary>
    public static string Wasted(ImageMeasure measure) => string.Join('\n', measure.WastedFiles.Select(file =>
        string.Create(CultureInfo.InvariantCulture, $"{file.InnerPath} {file.WastedSize} {file.WasteReason} {string.Join(',', file.LayerIndexes)}")));

    /// <summary>The wasted files of layers written as lines.</summary>
    public static string Wasted(params string[][] layers) => Wasted(Of(layers));
}
