using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace PSLayers.Benchmarks;

/// <summary>What the tables of an image's layers hold on to, in bytes an entry.</summary>
[MemoryDiagnoser]
[Config(typeof(Config))]
public class EntryMemory
{
    private IReadOnlyList<string> _layers = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => PlainHeaders.Sets;

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup() => _layers = LayerFiles.Of(Set);

    /// <summary>All tables of an image, held at the same time.</summary>
    [Benchmark]
    public object Tables() => Read();

    /// <summary>Measures what is kept alive after a collection, divided by the number of entries.</summary>
    internal static double BytesAnEntry(string set)
    {
        var benchmark = new EntryMemory { Set = set };
        benchmark.Setup();
        long before = GC.GetTotalMemory(forceFullCollection: true);
        IReadOnlyList<Layers.LayerIndex> tables = benchmark.Read();
        long kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        double entries = tables.Sum(table => table.Count);
        GC.KeepAlive(tables);
        return kept / entries;
    }

    private List<Layers.LayerIndex> Read() => [.. _layers.Select(Indexing.Index)];

    private sealed class Config : ManualConfig
    {
        public Config() => AddColumn(new BytesColumn());
    }

    private sealed class BytesColumn : IColumn
    {
        public string Id => nameof(BytesColumn);

        public string ColumnName => "Kept/entry";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Metric;

        public int PriorityInCategory => 1;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Size;

        public string Legend => "Bytes that stay in memory after a collection, for each entry";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
            BytesAnEntry((string)benchmarkCase.Parameters[nameof(Set)]).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) + " B";

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;
    }
}
