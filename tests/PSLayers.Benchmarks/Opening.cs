using BenchmarkDotNet.Attributes;
using PSLayers.Sources;

namespace PSLayers.Benchmarks;

/// <summary>Opening an archive without reading its layers, and asking for the same one again.</summary>
[MemoryDiagnoser]
public class Opening
{
    private const string Generated = "generated: 2 GB";
    private readonly ArchiveCache _cache = new();
    private string _path = "";

    /// <summary>What is opened.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".tar", Generated);

    /// <summary>Makes the archive.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _path = Set == Generated ? LayerFiles.LargeArchive() : LayerFiles.RealArchive(Set);
        _cache.Open(_path);
    }

    /// <summary>For the first time.</summary>
    [Benchmark(Baseline = true)]
    public object Open() => ImageArchive.Open(_path);

    /// <summary>Again in the same session.</summary>
    [Benchmark]
    public object Again() => _cache.Open(_path);
}
