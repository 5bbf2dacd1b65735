using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;
using PSLayers.Dive;
using PSLayers.Waste;

namespace PSLayers.Benchmarks;

/// <summary>Measuring an image of four layers from its tree: all of Measure-ContainerImage but reading the archive, building the tree and comparing
/// contents. Ten times the entries should cost ten times the time.</summary>
[MemoryDiagnoser]
public class Measures
{
    private static readonly MeasureOptions Options = new() { SkipContent = true };

    private LayeredImage? _image;

    /// <summary>Entries of all layers.</summary>
    [Params(10_000, 100_000, 1_000_000)]
    public int Entries { get; set; }

    /// <summary>Makes the tree.</summary>
    [GlobalSetup]
    public void Setup()
    {
        IReadOnlyList<LayerIndex> tables = LayeredTables.Of(Entries);
        _image = LayeredImage.Of(new ContainerImage { Layers = [.. tables.Select(_ => new LayerSource())], Os = "linux" }, [.. tables], default);
    }

    /// <summary>All figures, those of dive too.</summary>
    [Benchmark]
    public object Measure() => MeasureResult.Of(_image!, _image!.Layers.Count - 1, Options, new ReadMeter()).Measure;

    /// <summary>The figures of dive alone.</summary>
    [Benchmark]
    public object Dive() => DiveFigures.Of(_image!.Tree, _image.Layers.Count - 1, _image.Limits);
}
