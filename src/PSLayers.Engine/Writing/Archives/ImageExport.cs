using PSLayers.Bytes;
using PSLayers.Editing;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Writing.Archives;

/// <summary>Writes images into an archive or a layout: whole, or not at all.</summary>
internal static class ImageExport
{
    private static readonly byte[] LayoutMark = "{\"imageLayoutVersion\":\"1.0.0\"}"u8.ToArray();

    /// <summary>Writes images.</summary>
    /// <param name="images">The images; what is about one of them comes along where it is named.</param>
    /// <param name="path">Full path of the archive's file, or of the layout's folder.</param>
    /// <param name="options">How they are written.</param>
    /// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
    /// <returns>The images as they were written.</returns>
    /// <exception cref="ImageException">An image cannot be read, or the destination not be written; nothing is written then.</exception>
    public static IReadOnlyList<ExportedImage> Write(IReadOnlyList<ContainerImage> images, string path, ExportOptions options, ReadMeter meter)
    {
        if (options.Format != ImageFormat.OciLayout)
            WholeFile.Check(path, options.Replaces);
        IReadOnlyList<ExportedImage> written = [];
        WholeFile.Translate(path, options.Replaces, () =>
        {
            ExportedImage[] exported = [.. images.Select(image => new ExportedImage(Stamped(image, options, meter), options))];
            exported = [.. exported.Where(image => !IsVoid(image, exported))];
            using ExportTarget target = options.Format == ImageFormat.OciLayout
                ? new LayoutTarget(path, options.Replaces)
                : new TarTarget(path, options.Replaces, options.MemberTime);
            new BlobWriting(target, meter).Write([.. exported.SelectMany(image => image.Blobs)]);
            foreach (ExportedImage image in exported)
                image.Finish(meter);
            written = WriteDocuments(target, exported, options);
        });
        return written;
    }

    private static List<ExportedImage> WriteDocuments(ExportTarget target, ExportedImage[] exported, ExportOptions options)
    {
        var images = new List<ExportedImage>();
        foreach (ExportedImage image in exported)
        {
            // One image may have come from several archives, with a name from each.
            if (images.Find(known => known.ManifestDigest == image.ManifestDigest) is { } same)
            {
                same.AddTags(image.Tags);
                continue;
            }
            images.Add(image);
            if (image.Config is { } config)
                target.Add(config.Digest, config.Content);
            target.Add(image.ManifestDigest, image.Manifest);
        }
        var plan = new IndexPlan(images, options);
        foreach ((Digest digest, byte[] content) in plan.Nested)
            target.Add(digest, content);
        var files = new List<(string, byte[])>();
        ExportedImage[] ofDocker = [.. images.Where(image => image.Image.Kind == ImageKind.Image)];
        if (options.Format == ImageFormat.DockerArchive && ofDocker.Length > 0)
            files.Add((DockerArchive.ManifestName, DockerManifest.Of(ofDocker, image => image.NamesIn(options))));
        files.Add((OciLayout.MarkName, LayoutMark));
        target.Complete(plan.Entries, files);
        return images;
    }

    // What was made in this session has no time of its own but that of the edit.
    private static ContainerImage Stamped(ContainerImage image, ExportOptions options, ReadMeter meter) =>
        image.IsEdited && (options.Timestamp ?? options.BuildTime) is { } time && time != image.EditTime ? EditedImage.Restamp(image, time, meter) : image;

    // An attestation or signature of an image that is written otherwise than it was is about nothing any more.
    private static bool IsVoid(ExportedImage image, ExportedImage[] all)
    {
        if (image.Image is not { Kind: ImageKind.Attestation or ImageKind.Signature, Subject: { } subject })
            return false;
        if (Array.Find(all, other => other.Image.ManifestDigest == subject) is not { WillChange: true } about)
            return false;
        about.Warnings.Add(new ImageWarning(ImageErrorId.ValueIgnored,
            $"The {image.Image.Kind} {Digest.Shorten(image.Image.ManifestDigest)} is about the image as it was, which is written otherwise; it is left out."));
        return true;
    }
}
