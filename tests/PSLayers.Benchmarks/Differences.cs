using BenchmarkDotNet.Attributes;
using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Sources;
using PSLayers.Trees;

namespace PSLayers.Benchmarks;

/// <summary>What all layers of real images did, content compared: from the archive's first byte, and where it is indexed already.</summary>
[MemoryDiagnoser]
public class Differences
{
    private LayeredImage? _image;

    /// <summary>The archive.</summary>
    [ParamsSource(nameof(Sets))]
    public string Set { get; set; } = "";

    /// <summary>The archives with plain layers and those with compressed ones.</summary>
    public static IEnumerable<string> Sets => LayerFiles.Sets(".tar");

    /// <summary>Indexes the archive.</summary>
    [GlobalSetup]
    public void Setup() => _image = Open();

    /// <summary>Nothing known before.</summary>
    [Benchmark]
    public int FromTheArchive() => Count(LayerDiff.OfLayers(Open(), Enumerable.Range(0, _image!.Layers.Count), DiffOptions.Default, new ReadMeter()));

    /// <summary>As in a session that has read the archive before.</summary>
    [Benchmark]
    public int Again() => Count(LayerDiff.OfLayers(_image!, Enumerable.Range(0, _image!.Layers.Count), DiffOptions.Default, new ReadMeter()));

    /// <summary>The same without looking at content.</summary>
    [Benchmark]
    public int SkipContent() =>
        Count(LayerDiff.OfLayers(_image!, Enumerable.Range(0, _image!.Layers.Count), new DiffOptions { SkipContent = true }, new ReadMeter()));

    private LayeredImage Open()
    {
        ContainerImage image = ImageArchive.Open(LayerFiles.RealArchive(Set)).Images[0];
        LayerIndex?[] contents = [.. LayerReading.Start(image, null, new ReadMeter()).Layers.Select(layer => layer.GetAwaiter().GetResult())];
        return LayeredImage.Of(image, contents, default);
    }

    private static int Count(LayerDiff diff) => diff.Changes.Count();
}
