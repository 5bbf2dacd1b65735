using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Fixtures;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Fuzzing.Inputs;

/// <summary>Images in memory, of layers that are there as tars.</summary>
internal static class MemoryImage
{
    /// <summary>An image of some tars.</summary>
    /// <param name="tars">The layers, base first, compressed or not.</param>
    /// <param name="limits">What reading may cost.</param>
    /// <param name="isWindows">Whether upper and lower case are the same.</param>
    public static LayeredImage Of(IEnumerable<byte[]> tars, ReadLimits limits, bool isWindows = false)
    {
        Blob[] blobs = [.. tars.Select((tar, layer) => Blob.Of(new MemorySource(tar), 0, tar.Length, $"layer {layer}"))];
        LayerIndex?[] contents = [.. blobs.Select(blob => LayerIndexer.Read(blob, LayerNeeds.Entries, limits, new ReadMeter()))];
        var image = new ContainerImage { Layers = [.. blobs.Select(blob => new LayerSource { Blob = blob })], Os = isWindows ? "windows" : "linux", Limits = limits };
        return LayeredImage.Of(image, contents, default);
    }

    /// <summary>The tar of some entries.</summary>
    public static byte[] Tar(IEnumerable<TarEntrySpec> entries) => RandomLayers.Tar(entries);
}
