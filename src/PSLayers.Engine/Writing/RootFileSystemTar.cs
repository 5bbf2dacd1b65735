using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Editing.Planning;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Layers;
using PSLayers.Trees;
using PSLayers.Writing.Archives;

namespace PSLayers.Writing;

/// <summary>The files of a view as one tar, with owners, modes, links and attributes as the layers have them. No root is needed, and nothing is unpacked.</summary>
internal static class RootFileSystemTar
{
    /// <summary>The tar, which is put together while it is read.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="warnings">Told of what is left out.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">A layer of the view is absent, or cannot be read to its end.</exception>
    public static ByteSource Of(LayeredImage image, TreeView view, List<ImageWarning> warnings, CancellationToken cancellation)
    {
        SplicedSource tar = RunTar.Of(image, 0, view.Top, out int leftOut, cancellation);
        if (leftOut > 0)
            warnings.Add(new ImageWarning(ImageErrorId.HardLinkOutside, $"{leftOut} hard links lead nowhere, or to a directory, and are left out."));
        return tar;
    }

    /// <summary>Writes the tar.</summary>
    /// <param name="image">The image.</param>
    /// <param name="view">The view.</param>
    /// <param name="path">Full path of the file.</param>
    /// <param name="packing">How the tar is packed.</param>
    /// <param name="replaces">Whether a file that exists is replaced.</param>
    /// <param name="warnings">Told of what is left out.</param>
    /// <param name="meter">Told of the bytes written; carries the wish to stop.</param>
    /// <exception cref="ImageException">The view cannot be read, or the file not be written; nothing is written then.</exception>
    public static void Write(LayeredImage image, TreeView view, string path, LayerPacking packing, bool replaces, List<ImageWarning> warnings, ReadMeter meter)
    {
        WholeFile.Check(path, replaces);
        ByteSource tar = Of(image, view, warnings, meter.Cancellation);
        var blob = Blob.Of(tar, 0, tar.Length, "root file system", []);
        meter.Expect(blob.Length);
        WholeFile.Translate(path, replaces, () =>
        {
            using DraftFile draft = DraftFile.In(Path.GetDirectoryName(path)!);
            using var slot = new BlobSlot(draft.Handle, 0);
            if (packing.Changes(blob))
                LayerFile.Pack(blob, default, packing, slot, new LayerDigests(), image.Limits, meter);
            else
                BlobCopy.Write(blob, slot, null, meter);
            draft.Publish(path, replaces);
        });
    }
}
