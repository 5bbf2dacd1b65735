using PSLayers.Bytes;
using PSLayers.Images;
using PSLayers.Sources;
using PSLayers.Fixtures;
using PSLayers.Trees;

namespace PSLayers.Engine.Tests.Editing.Planning;

/// <summary>Archives that are opened and edited, as users do it.</summary>
internal static class Edited
{
    /// <summary>Opens an image that was built, and reads its layers.</summary>
    public static LayeredImage Open(TempFolder folder, ImageBuilder image) =>
        ImageOpening.Read(ImageArchive.Open(folder.Write($"{Guid.NewGuid():N}.tar", image.OciArchive())).Images[0], new ReadMeter());

    /// <summary>The edited image with its tree.</summary>
    public static LayeredImage Read(ContainerImage image) => ImageOpening.Read(image, new ReadMeter());

    /// <summary>The uncompressed bytes of a layer.</summary>
    public static byte[] Tar(LayeredImage image, int layer)
    {
        long size = image.Tree.Layers[layer]!.TarSize;
        using ByteReader reader = image.Image.Layers[layer].Blob!.Plain(size, image.Limits).Open();
        var bytes = new byte[size];
        Assert.Equal(size, reader.ReadFully(bytes, 0));
        return bytes;
    }
}
