using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Trees;

namespace PSLayers.Mounting;

/// <summary>Finds where on the disk the layers' tars stand.</summary>
internal static class LayerPlaces
{
    /// <summary>The places of all layers that are plain, in a file that is.</summary>
    /// <returns>A place for each layer; null for a layer that is compressed, or nowhere in one piece.</returns>
    public static LayerPlace?[] Direct(LayeredImage image)
    {
        var devices = new Dictionary<FileSource, DataDevice>();
        var places = new LayerPlace?[image.Layers.Count];
        for (int i = 0; i < places.Length; i++)
        {
            if (image.Image.Layers[i] is not { Blob: { Compression: var compression, OnDisk: var (file, offset) } blob } || compression != CompressionFormat.None)
                continue;
            if (!devices.TryGetValue(file, out DataDevice? device))
                devices[file] = device = new DataDevice(file);
            places[i] = new LayerPlace(device, offset, blob.Length);
        }
        return places;
    }
}
