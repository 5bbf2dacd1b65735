using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Model;
using PSLayers.Sources.Json;
using PSLayers.Text;

namespace PSLayers.Sources.Formats;

/// <summary>Puts an image together from what its documents say: the part that all formats share.</summary>
internal static class ContainerImageReader
{
    /// <summary>Makes an image.</summary>
    /// <param name="files">The archive.</param>
    /// <param name="format">Name of the format.</param>
    /// <param name="config">The config; null where there is none.</param>
    /// <param name="layers">The layers, base first, with neither DiffId nor history filled in.</param>
    /// <param name="platform">The platform that the index states; the config counts more.</param>
    /// <param name="warnings">What was odd so far.</param>
    /// <param name="kind">Whether it is an image: of an artifact, no blob need be a tar.</param>
    public static ContainerImage Build(
        ArchiveFiles files, string format, ImageConfig? config, IReadOnlyList<LayerSource> layers, Platform? platform, List<ImageWarning> warnings, ImageKind kind = ImageKind.Image)
    {
        LayerSource[] whole = Complete(config, layers, kind, warnings);
        Platform? own = config is null ? null : Platform.Of(config.Os, config.Architecture, config.Variant, config.OsVersion);
        if (own is not null && platform is not null && own.Contradicts(platform))
            warnings.Add(new ImageWarning(ImageErrorId.PlatformMismatch, $"The index says that the image is for {platform}, its config says {own}; the config counts."));
        return new ContainerImage
        {
            ImageId = config?.ImageId,
            Platform = (own ?? platform)?.ToString(),
            Architecture = (own ?? platform)?.Architecture,
            Os = (own ?? platform)?.Os,
            Created = config?.Created,
            Author = config?.Author,
            Format = files.OuterCompression is null ? format : $"{format}+{files.OuterCompression}",
            Config = config,
            ImagePath = files.Path,
            Limits = files.Limits,
            Layers = whole,
            Warnings = [.. files.Warnings, .. ImageWarning.Limited(warnings, files.Limits.Warnings)],
        };
    }

    /// <summary>Gives layers what the config says of them.</summary>
    /// <param name="config">The config; null where there is none.</param>
    /// <param name="layers">The layers, base first, with neither DiffId nor history filled in.</param>
    /// <param name="kind">Whether it is an image: of an artifact, no blob need be a tar.</param>
    /// <param name="warnings">Told of what is odd.</param>
    public static LayerSource[] Complete(ImageConfig? config, IReadOnlyList<LayerSource> layers, ImageKind kind, List<ImageWarning> warnings)
    {
        IReadOnlyList<string> diffIds = config?.DiffIds ?? [];
        if (config is not null && diffIds.Count != layers.Count && diffIds.Count > 0)
        {
            warnings.Add(new ImageWarning(ImageErrorId.BlobMissing,
                $"The config lists {diffIds.Count} layers, the manifest {layers.Count}; the manifest counts."));
        }
        ConfigHistory?[] history = HistoryPairing.ByLayer(config?.History ?? [], layers.Count, warnings);
        var whole = new LayerSource[layers.Count];
        for (int i = 0; i < layers.Count; i++)
        {
            whole[i] = layers[i] with
            {
                DiffId = diffIds.Count == layers.Count && Digest.TryParse(diffIds[i], out _) ? diffIds[i] : null,
                History = history[i],
            };
            CheckLayer(whole[i], i, kind, warnings);
        }
        return whole;
    }

    /// <summary>Finds a layer's bytes. Of a layer that cannot be had is told why; the image still has its config, its history and its other layers.</summary>
    public static LayerSource Located(LayerSource layer, Func<Blob?> find)
    {
        try
        {
            return layer with { Blob = find() };
        }
        catch (ImageException e)
        {
            return layer with { Refusal = e };
        }
    }

    /// <summary>Gives an image its names.</summary>
    public static ContainerImage Named(this ContainerImage image, IReadOnlyList<string> tags)
    {
        image.Tags = [.. tags.Select(VisibleText.Line)];
        image.Name = tags.Count > 0 ? image.Tags[0] : Digest.Shorten(image.ImageId ?? image.ManifestDigest) ?? VisibleText.Line(System.IO.Path.GetFileName(image.ImagePath));
        if (image.Config is { } config)
            (config.ImageName, config.ImagePath) = (image.Name, image.ImagePath);
        return image;
    }

    /// <summary>Lets one name be written in one way throughout an archive: docker's list has <c>nginx:latest</c>, and the index beside it
    /// <c>docker.io/library/nginx:latest</c>. What comes first counts.</summary>
    public static void SpellAlike(IEnumerable<ContainerImage> images)
    {
        var spellings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (ContainerImage image in images)
        {
            string[] tags = [.. image.Tags.Select(tag => spellings.TryAdd(ImageReference.Full(tag), tag) ? tag : spellings[ImageReference.Full(tag)]).Distinct()];
            if (!tags.SequenceEqual(image.Tags))
                image.Named(tags);
        }
    }

    /// <summary>Reads a descriptor; a digest that is none becomes a warning, and the descriptor has none.</summary>
    public static Descriptor DescriptorOf(DescriptorDocument? document, string name, List<ImageWarning> warnings)
    {
        if (document is null)
            return Descriptor.None;
        Digest? digest = null;
        if (Digest.TryParse(document.Digest, out Digest parsed))
            digest = parsed;
        else
            warnings.Add(DigestInvalid(document.Digest, name).ToWarning());
        long? size = document.Size?.Value;
        if (size is < 0 or long.MaxValue)
        {
            warnings.Add(new ImageException(ImageErrorId.ValueIgnored, $"a descriptor states a size that no blob can have ({size})", name).ToWarning());
            size = null;
        }
        return new Descriptor(document.MediaType, digest, size, document.Annotations ?? Descriptor.NoAnnotations, document.Urls ?? []);
    }

    public static ImageException DigestInvalid(string? text, string name) =>
        new(ImageErrorId.DigestInvalid, $"'{(text?.Length > 100 ? text[..100] + "…" : text)}' is not a digest of the form sha256:… with 64 or sha512:… with 128 lower-case hexadecimal digits", name);

    private static void CheckLayer(LayerSource layer, int number, ImageKind kind, List<ImageWarning> warnings)
    {
        Descriptor descriptor = layer.Descriptor;
        if (layer.Blob is null)
        {
            if (layer.Refusal is { } refusal)
                warnings.Add(refusal.ToWarning());
            else if (!MediaTypes.IsForeign(descriptor.MediaType) && descriptor.Urls.Count == 0)
            {
                IEnumerable<string?> names = new[] { layer.Name, descriptor.Digest?.ToString() ?? layer.DiffId }.Where(name => !string.IsNullOrEmpty(name));
                warnings.Add(new ImageWarning(ImageErrorId.BlobMissing, $"Layer {number} ({string.Join(", ", names)}) is not in the archive."));
            }
            return;
        }
        if (descriptor.Size is { } size && size != layer.Blob.Length)
        {
            warnings.Add(new ImageException(ImageErrorId.BlobSizeMismatch,
                $"layer {number} should have {size} bytes, but {layer.Blob.Length} are there", layer.Blob.Name).ToWarning());
        }
        if (kind == ImageKind.Image && layer.WhyUnread is { } reason)
            warnings.Add(new ImageWarning(ImageErrorId.LayerUnreadable, $"Layer {number} {reason}; its entries are not read."));
    }
}
