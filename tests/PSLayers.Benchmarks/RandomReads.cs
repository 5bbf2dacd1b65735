using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Tar;

namespace PSLayers.Benchmarks;

/// <summary>Reading at any place of the largest layer of a set, once it was listed: gzip by seek points, zstd in one frame by its temporary file.</summary>
public class RandomReads
{
    private readonly Random _random = new(1);
    private readonly byte[] _buffer = new byte[4096];
    private Blob _blob = null!;

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".oci-gz.tar", LayerFiles.Small).Concat(LayerFiles.Sets(".oci-zstd.tar"));

    /// <summary>Lists the layer.</summary>
    [GlobalSetup]
    public void Setup()
    {
        string largest = LayerFiles.Of(Set, "gzip").MaxBy(path => new FileInfo(path).Length)!;
        _blob = LayerFiles.Blob(largest);
        SeekTable table = Listing.WithSeekPoints(_blob);
        Console.WriteLine($"// {table.Count} seek points, {100.0 * table.Footprint / _blob.Length:F2} % of the stored bytes; the longest span has {table.LongestSpan >> 10} KiB");
        _blob.Seeks = new SeekAccess(table, _blob.Compression.CanResume, ReadLimits.Default);
        while (!_blob.IsRandomAccess)
            FourKilobytes();
    }

    /// <summary>4 KiB at a random place, by a reader of its own.</summary>
    [Benchmark]
    public int FourKilobytes()
    {
        using ByteReader reader = _blob.OpenBytes(ReadLimits.Default);
        return reader.ReadFully(_buffer, _random.NextInt64(_blob.Seeks!.Table.OutputLength - _buffer.Length));
    }
}

/// <summary>The first pass over compressed layers, with and without notes of where decoding can begin again; and what a later session does.</summary>
[MemoryDiagnoser]
public class Listing
{
    private readonly DiskCache _cache = new(Path.Join(Path.GetTempPath(), "pslayers-benchmarks", "cache"), ReadLimits.Default);
    private IReadOnlyList<string> _layers = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".oci-gz.tar", LayerFiles.Small);

    /// <summary>Makes the layers, and keeps what they tell.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _layers = LayerFiles.Of(Set, "gzip");
        foreach (string path in _layers)
            _cache.Write(new StoredIdentity(path, ""), Indexing.Index(path).Write);
    }

    /// <summary>Entries alone.</summary>
    [Benchmark(Baseline = true)]
    public int WithoutSeekPoints() => Indexing.InSequence(_layers);

    /// <summary>Entries and seek points.</summary>
    [Benchmark]
    public int WithSeekPoints() => _layers.Sum(path => WithSeekPoints(LayerFiles.Blob(path)).Count);

    /// <summary>Entries from the cache on disk.</summary>
    [Benchmark]
    public int FromDisk() => _layers.Sum(path => _cache.Read(new StoredIdentity(path, ""), LayerIndex.Read)!.Count);

    /// <summary>The seek points of a layer.</summary>
    internal static SeekTable WithSeekPoints(Blob blob)
    {
        using var recorder = new SeekRecorder(ReadLimits.Default);
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.Entries, ReadLimits.Default, new ReadMeter(), recorder);
        return recorder.Build(index.TarSize);
    }
}
