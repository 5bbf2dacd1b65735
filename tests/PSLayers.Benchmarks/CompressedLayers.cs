using System.IO.Compression;
using BenchmarkDotNet.Attributes;

namespace PSLayers.Benchmarks;

/// <summary>Gzip layers: our whole indexing beside the framework's two parts put together.</summary>
[MemoryDiagnoser]
public class GzipLayers
{
    private IReadOnlyList<string> _layers = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".oci-gz.tar", LayerFiles.Small);

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup() => _layers = LayerFiles.Of(Set, "gzip");

    /// <summary>Our tables, one layer after the other.</summary>
    [Benchmark(Baseline = true)]
    public int Ours() => Indexing.InSequence(_layers);

    /// <summary>Our tables, over the cores, as the cmdlets do.</summary>
    [Benchmark]
    public int OursSideBySide() => Indexing.SideBySide(_layers);

    /// <summary>GZipStream and System.Formats.Tar.</summary>
    [Benchmark]
    public int Framework() => _layers.Sum(path =>
    {
        using var stream = new GZipStream(File.OpenRead(path), CompressionMode.Decompress);
        return PlainHeaders.CountFramework(stream);
    });
}

/// <summary>Zstandard layers: our whole indexing.</summary>
[MemoryDiagnoser]
public class ZstdLayers
{
    private IReadOnlyList<string> _layers = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".oci-zstd.tar", LayerFiles.Small);

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup() => _layers = LayerFiles.Of(Set, "zstd");

    /// <summary>Our tables, one layer after the other.</summary>
    [Benchmark(Baseline = true)]
    public int Ours() => Indexing.InSequence(_layers);

    /// <summary>Our tables, over the cores, as the cmdlets do.</summary>
    [Benchmark]
    public int OursSideBySide() => Indexing.SideBySide(_layers);
}
