using System.Formats.Tar;
using BenchmarkDotNet.Attributes;
using SharpCompress.Readers;
using SharpTar = SharpCompress.Readers.Tar.TarReader;

namespace PSLayers.Benchmarks;

/// <summary>The headers of plain layers: ours, the framework's and SharpCompress's. The peers get a file that they can seek in, and no data
/// is asked for; neither keeps what it read.</summary>
[MemoryDiagnoser]
public class PlainHeaders
{
    private IReadOnlyList<string> _layers = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".docker.tar", LayerFiles.Small, LayerFiles.Large, LayerFiles.Mixed);

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup() => _layers = LayerFiles.Of(Set);

    /// <summary>Our tables, one layer after the other.</summary>
    [Benchmark(Baseline = true)]
    public int Ours() => Indexing.InSequence(_layers);

    /// <summary>Our tables, over the cores, as the cmdlets do.</summary>
    [Benchmark]
    public int OursSideBySide() => Indexing.SideBySide(_layers);

    /// <summary>System.Formats.Tar.</summary>
    [Benchmark]
    public int Framework() => _layers.Sum(path =>
    {
        using FileStream file = File.OpenRead(path);
        return CountFramework(file);
    });

    /// <summary>SharpCompress.</summary>
    [Benchmark]
    public int SharpCompress() => _layers.Sum(path =>
    {
        using FileStream file = File.OpenRead(path);
        using IReader reader = SharpTar.OpenReader(file);
        int count = 0;
        while (reader.MoveToNextEntry())
            count++;
        return count;
    });

    internal static int CountFramework(Stream stream)
    {
        using var reader = new TarReader(stream, leaveOpen: true);
        int count = 0;
        while (reader.GetNextEntry(copyData: false) is not null)
            count++;
        return count;
    }
}
