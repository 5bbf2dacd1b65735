using BenchmarkDotNet.Attributes;
using PSLayers.Dive;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>What dive's figures cost once the layers are read.</summary>
[MemoryDiagnoser]
public class DiveFiguresOfImages
{
    private LayeredTree? _tree;

    /// <summary>What is counted.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => PlainHeaders.Sets;

    /// <summary>Reads the layers and joins them.</summary>
    [GlobalSetup]
    public void Setup() => _tree = LayeredTree.Build([.. LayerFiles.Of(Set).Select(Indexing.Index)], NameFolding.Exact, ReadLimits.Default, default);

    /// <summary>Efficiency, wasted bytes and wasted part.</summary>
    [Benchmark]
    public double Figures() => DiveFigures.Of(_tree!, _tree!.Layers.Count - 1, ReadLimits.Default).Efficiency;
}
