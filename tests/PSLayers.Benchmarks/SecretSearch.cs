using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Content;
using PSLayers.Layers;
using PSLayers.Secrets;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>Finding secrets in all files of images whose layers are listed, and beside it the same pass over their bytes with nobody to look: what
/// reading and decompressing cost alone.</summary>
[MemoryDiagnoser]
public class SecretSearch
{
    private LayeredImage? _image;
    private List<(int Layer, int Row)> _rows = [];

    /// <summary>The images: those of the folder with real ones, plain and with gzip layers.</summary>
    public static IEnumerable<string> Archives => LayerFiles.Sets(".docker.tar").Concat(LayerFiles.Sets(".oci-gz.tar"));

    /// <summary>The image.</summary>
    [ParamsSource(nameof(Archives))]
    public string Archive { get; set; } = "";

    /// <summary>Lists the layers.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _image = ImageOpening.Read(ImageArchive.Open(LayerFiles.RealArchive(Archive)).Images[0], new ReadMeter());
        _rows = StoredFiles.Of(_image, new SecretOptions(), [], default).Rows;
    }

    /// <summary>The pass alone.</summary>
    [Benchmark(Baseline = true)]
    public object Pass() => ContentPass.Read(_image!, _rows, _ => new Passer(), new ReadMeter());

    /// <summary>All that Find-ImageSecret does once layers are listed.</summary>
    [Benchmark]
    public object Find() => ImageSecrets.Of(_image!, new SecretOptions(), new ReadMeter()).Found;

    private sealed class Passer : IContentVisitor
    {
        public bool Begin(int row, long size) => true;

        public void Add(ReadOnlySpan<byte> data)
        {
        }

        public void End()
        {
        }

        public void Dispose()
        {
        }
    }
}
