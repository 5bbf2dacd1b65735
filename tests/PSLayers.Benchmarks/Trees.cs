using BenchmarkDotNet.Attributes;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>Joining the tables of four layers to one tree, and looking at all of its view. Ten times the entries should cost ten times the time.</summary>
[MemoryDiagnoser]
public class Trees
{
    private IReadOnlyList<LayerIndex> _layers = [];
    private LayeredTree? _tree;

    /// <summary>Entries of all layers.</summary>
    [Params(10_000, 100_000, 300_000, 1_000_000)]
    public int Entries { get; set; }

    /// <summary>Makes the tables.</summary>
    [GlobalSetup]
    public void Setup() => (_layers, _tree) = (LayeredTables.Of(Entries), Build(LayeredTables.Of(Entries)));

    /// <summary>From tables to tree.</summary>
    [Benchmark]
    public object Build() => Build(_layers);

    /// <summary>Every file of the view of all layers, in no order.</summary>
    [Benchmark]
    public int Everything() => _tree!.TopView.Everything().Count();

    /// <summary>The same by name, as users see it.</summary>
    [Benchmark]
    public int InOrder() => _tree!.TopView.Descendants(_tree.TopView.Root).Count();

    private static LayeredTree Build(IReadOnlyList<LayerIndex> layers) => LayeredTree.Build(layers, NameFolding.Exact, ReadLimits.Default, default);
}
