using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using PSLayers.Compression;
using PSLayers.Compression.Deflate;
using PSLayers.Limits;
using SharpZstd = SharpCompress.Compressors.ZStandard.DecompressionStream;

namespace PSLayers.Benchmarks;

/// <summary>Decoders alone, one layer after another, the output thrown away; on one thread but where it says so.</summary>
public class Decoders
{
    private readonly byte[] _buffer = new byte[256 << 10];
    private IReadOnlyList<string> _gzip = [];
    private IReadOnlyList<string> _zstd = [];

    /// <summary>What is read.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>All there is, without the ending that names the compression.</summary>
    public static IEnumerable<string> Sets =>
        LayerFiles.Sets(".oci-zstd.tar", LayerFiles.Small).Select(name => name.Replace(".oci-zstd.tar", "", StringComparison.Ordinal));

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        bool isGenerated = Set == LayerFiles.Small;
        _gzip = LayerFiles.Of(isGenerated ? Set : Set + ".oci-gz.tar", "gzip");
        _zstd = LayerFiles.Of(isGenerated ? Set : Set + ".oci-zstd.tar", "zstd");
    }

    /// <summary>Our gzip decoder.</summary>
    [Benchmark]
    public long GzipOurs() => _gzip.Sum(path =>
    {
        using var reader = new GzipReader(Open(path));
        long total = 0;
        for (int read; (read = reader.ReadChunk().Length) > 0;)
            total += read;
        return total;
    });

    /// <summary>Our gzip decoder with the help of idle cores.</summary>
    [Benchmark]
    public long GzipOursWithHelp() => _gzip.Sum(path =>
    {
        using ChunkReader chunks = LayerFiles.Blob(path).OpenChunks(ReadLimits.Default, isWhole: true);
        long total = 0;
        for (int read; (read = chunks.Next().Length) > 0;)
            total += read;
        return total;
    });

    /// <summary>The framework's.</summary>
    [Benchmark]
    public long GzipFramework() => _gzip.Sum(path => Count(new GZipStream(Open(path), CompressionMode.Decompress)));

    /// <summary>ZstdSharp's.</summary>
    [Benchmark]
    public long ZstdSharpPort() => _zstd.Sum(path => Count(new ZstdSharp.DecompressionStream(Open(path), bufferSize: 128 << 10, leaveOpen: false)));

    /// <summary>SharpCompress's.</summary>
    [Benchmark]
    public long ZstdSharpCompress() => _zstd.Sum(path => Count(new SharpZstd(Open(path), bufferSize: 128 << 10, leaveOpen: false)));

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);

    private long Count(Stream stream)
    {
        using (stream)
        {
            long total = 0;
            for (int read; (read = stream.Read(_buffer)) > 0;)
                total += read;
            return total;
        }
    }
}
