using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Tar;
using PSLayers.Trees;

namespace PSLayers.Editing.Adding;

/// <summary>An image with one layer more.</summary>
internal static class AddedLayer
{
    private const string TarType = "application/vnd.oci.image.layer.v1.tar";
    private const int MostNamed = 3;

    // What registries and engines have types for.
    private static readonly string[] Compressions = ["none", "gzip", "zstd"];

    /// <summary>Adds files, or takes some away.</summary>
    /// <param name="tree">The image.</param>
    /// <param name="addition">What is added.</param>
    /// <param name="step">What the history says of it.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="warnings">Told of files that no layer can have.</param>
    /// <exception cref="ImageException">A file cannot be read, or has no place in the image.</exception>
    public static ContainerImage Of(LayeredImage tree, Addition addition, LayerStep step, ReadMeter meter, List<ImageWarning> warnings)
    {
        ContainerImage image = tree.Image;
        EditedImage.Check(image);
        var layer = new NewLayer(tree);
        PlaceInImage place = PlaceInImage.Of(tree, addition.InnerPath, followsLast: true);
        var options = new AddingOptions(addition.Owner is { } owner ? OwnerNames.Numbers(owner, tree) : null, addition.PreservesOwner,
            addition.Mode is { } mode ? ModeChange.Parse(mode) : null);
        foreach (string source in addition.Sources)
        {
            if (Directory.Exists(source))
            {
                SourceFolder folder = SourceFolder.Read(source, addition.Ignored, image.Limits, meter.Cancellation);
                layer.Add(folder, place, options);
                Warn(source, folder.Skipped, warnings);
            }
            else
                layer.Add(SourceFolder.ReadFile(source), place, isFolder: addition.Sources.Count > 1 || IsFolder(addition.InnerPath), options);
        }
        foreach (string whiteout in addition.Whiteouts)
            layer.Remove(PlaceInImage.Of(tree, whiteout, followsLast: false));
        if (addition.IsOpaque)
            layer.Hide(place);
        ConfigEdit config = step.AddTo(image);
        LayerSource made = layer.ToLayer(step.CreatedBy, config.TimeOf(image), EditTimes.Stated());
        return EditedImage.Of(image, [.. image.Layers, made], config, meter);
    }

    /// <summary>Adds a layer that is a tar already; its bytes stay as they are.</summary>
    /// <param name="image">The image.</param>
    /// <param name="path">Full path of the tar, plain or compressed with gzip or zstd.</param>
    /// <param name="step">What the history says of it.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="warnings">Told of what is odd about it.</param>
    /// <exception cref="ImageException">It is no tar, or no whole one, or compressed in another way.</exception>
    public static ContainerImage OfTar(ContainerImage image, string path, LayerStep step, ReadMeter meter, List<ImageWarning> warnings)
    {
        EditedImage.Check(image);
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new ImageException(ImageErrorId.PathNotFound, "there is no such file", path);
        RegularFile.Require(file, path);
        var source = new AddedFile(path, FileStamp.Of(file));
        Blob blob = Blob.Of(source, 0, source.Length, path);
        string compression = blob.Compression.Name;
        if (!Compressions.Contains(compression))
            throw new ImageException(ImageErrorId.LayerUnreadable, $"the layer is compressed with {compression}, for which images have no type; decompress it first", path);
        meter.Expect(blob.Length);
        LayerIndex index = LayerIndexer.Read(blob, LayerNeeds.DiffId | LayerNeeds.StoredDigest, image.Limits, meter);
        if (index.Damage is { } damage)
            throw new ImageException(damage.ErrorId, damage.Reason, path, damage.Offset, damage);
        warnings.AddRange(index.Warnings);
        var layer = new LayerSource
        {
            Blob = blob,
            DiffId = index.Digests.DiffId.ToString(),
            Descriptor = Descriptor.None with
            {
                MediaType = TarType + (compression == "none" ? "" : "+" + compression),
                Digest = index.Digests.Stored,
                Size = blob.Length,
            },
        };
        return EditedImage.Of(image, [.. image.Layers, layer], step.AddTo(image), meter);
    }

    /// <summary>Whether a path is said to be a directory.</summary>
    public static bool IsFolder(string innerPath) => innerPath.EndsWith('/') || innerPath.EndsWith("/.", StringComparison.Ordinal);

    /// <summary>Tells of files that no layer can have.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="skipped">Their names.</param>
    /// <param name="warnings">Gets it.</param>
    public static void Warn(string source, IReadOnlyCollection<string> skipped, List<ImageWarning> warnings)
    {
        if (skipped.Count == 0)
            return;
        string names = string.Join(", ", skipped.Take(MostNamed)) + (skipped.Count > MostNamed ? ", …" : "");
        warnings.Add(new ImageException(ImageErrorId.SpecialFileSkipped,
            $"{skipped.Count} named pipes, sockets or devices are left out: {names}", source).ToWarning());
    }
}
