using BenchmarkDotNet.Attributes;
using PSLayers.Layers;
using PSLayers.Waste;

namespace PSLayers.Benchmarks;

/// <summary>What dive's figures cost once the layers are read.</summary>
[MemoryDiagnoser]
public class DiveFiguresOfImages
{
    private IReadOnlyList<LayerIndex> _layers = [];

    /// <summary>What is counted.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => PlainHeaders.Sets;

    /// <summary>Reads the layers.</summary>
    [GlobalSetup]
    public void Setup() => _layers = [.. LayerFiles.Of(Set).Select(Indexing.Index)];

    /// <summary>Efficiency, wasted bytes and wasted part.</summary>
    [Benchmark]
    public double Figures() => DiveFigures.Of(_layers).Efficiency;
}
