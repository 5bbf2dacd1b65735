using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Comparison;
using PSLayers.Diff;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>Differences by the number of entries, without content: ten times the entries should cost ten times the time.</summary>
[MemoryDiagnoser]
public class DifferenceGrowth
{
    private static readonly DiffOptions Options = new() { SkipContent = true };

    private LayeredImage? _image;
    private LayeredImage? _sibling;

    /// <summary>Entries of all layers.</summary>
    [Params(10_000, 100_000, 1_000_000)]
    public int Entries { get; set; }

    /// <summary>Makes an image, and one that differs in its last layer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        IReadOnlyList<LayerIndex> layers = LayeredTables.Of(Entries);
        _image = Image(layers);
        _sibling = Image([.. layers.SkipLast(1), LayeredTables.Of(Entries / 10, layers: 1)[0]]);
    }

    /// <summary>What the last layer did: a quarter of the entries.</summary>
    [Benchmark]
    public int LastLayer() => LayerDiff.OfLayers(_image!, [_image!.Layers.Count - 1], Options, new ReadMeter()).Changes.Count();

    /// <summary>What all layers did.</summary>
    [Benchmark]
    public int AllLayers() => LayerDiff.OfLayers(_image!, Enumerable.Range(0, _image!.Layers.Count), Options, new ReadMeter()).Changes.Count();

    /// <summary>Two images that share all layers but the last.</summary>
    [Benchmark]
    public int TwoImages() => ImageComparison.Of(_image!, _sibling!, Options, new ReadMeter()).Files.Count();

    private static LayeredImage Image(IReadOnlyList<LayerIndex> layers)
    {
        LayerSource[] sources = [.. layers.Select((layer, i) => new LayerSource { DiffId = $"{i} {layer.Count} {layer.Footprint}" })];
        return LayeredImage.Of(new ContainerImage { Layers = sources }, layers, default);
    }
}
