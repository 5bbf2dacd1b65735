using BenchmarkDotNet.Attributes;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>A handful of changes on top of an image of 90,000 paths: the tree with one layer more, beside one that is built anew.</summary>
[MemoryDiagnoser]
public class WritableLayers
{
    private readonly IReadOnlyList<LayerIndex> _layers = [.. LayeredTables.Of(90_000)];
    private readonly LayerIndex _top = LayeredTables.Of(40)[0];
    private LayeredTree? _tree;

    /// <summary>Builds the tree below.</summary>
    [GlobalSetup]
    public void Setup() => _tree = LayeredTree.Build(_layers, NameFolding.Exact, ReadLimits.Default, default);

    /// <summary>The tree that was there, and the layer.</summary>
    [Benchmark]
    public object OnTop() => _tree!.With(_top, ReadLimits.Default, default);

    /// <summary>All layers anew.</summary>
    [Benchmark(Baseline = true)]
    public object Anew() => LayeredTree.Build([.. _layers, _top], NameFolding.Exact, ReadLimits.Default, default);
}
