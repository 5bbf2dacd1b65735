using System.Collections.Concurrent;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Sources.Formats;
using PSLayers.Tar;

namespace PSLayers.Editing;

/// <summary>Makes new images out of others, as values: nothing is written, and all that reads images reads them.</summary>
internal static class EditedImage
{
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    /// <summary>Refuses what is no image of layers.</summary>
    /// <exception cref="ImageException">It is an attestation, a signature or another artifact.</exception>
    public static void Check(ContainerImage image)
    {
        if (image.Kind != ImageKind.Image)
            throw new ImageException(ImageErrorId.NotAnImage, $"{image.Name} is {image.Kind}, and only images are edited");
    }

    /// <summary>A layer that was put together in this session.</summary>
    /// <param name="tar">Its tar, not compressed.</param>
    /// <param name="name">What it is called in messages.</param>
    public static LayerSource Layer(ByteSource tar, string name) => new()
    {
        Blob = Blob.Of(tar, 0, tar.Length, name, []),
        Descriptor = Descriptor.None with { MediaType = LayerType, Size = tar.Length },
    };

    /// <summary>Makes the new image. Digests of layers that have none yet are computed; a layer without history gets what the config says.</summary>
    /// <param name="image">The image that is edited.</param>
    /// <param name="layers">The layers, base first: those of the image, of others, and new ones.</param>
    /// <param name="config">The config; its list of layers is filled in here.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <param name="others">Further images that layers come from.</param>
    /// <exception cref="ImageException">A layer cannot be read to its end.</exception>
    public static ContainerImage Of(
        ContainerImage image, IReadOnlyList<LayerSource> layers, ConfigEdit config, ReadMeter meter, params IEnumerable<ContainerImage> others) =>
        Of(image, layers, config, config.TimeOf(image), meter, others);

    /// <summary>The image with the time of its edits replaced by another, for archives that are the same whenever they are made.</summary>
    /// <param name="image">The image; one that was not edited stays as it is.</param>
    /// <param name="time">The time.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    public static ContainerImage Restamp(ContainerImage image, DateTimeOffset time, ReadMeter meter)
    {
        if (image.EditTime is not { } before)
            return image;
        ConfigEdit config = ConfigEdit.Of(image.Config);
        config.Restamp(before, time);
        return Of(image, [.. image.Layers.Select(layer => layer.Restamp?.Invoke(time) ?? layer)], config, time, meter, []);
    }

    /// <summary>An image with one layer more, whose content nobody has read yet: neither it nor the image has a digest before it is exported, or
    /// edited further.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="index">Its entries.</param>
    /// <param name="config">The config, with the layer's step as the last of its history.</param>
    public static ContainerImage OnTop(ContainerImage image, LayerSource layer, LayerIndex index, ConfigEdit config)
    {
        Check(image);
        var store = new EditedLayers([image], image.Limits);
        store.Add(layer.Blob!, index);
        ImageConfig document = ConfigReader.Read(config.ToBytes(), "config", []);
        ContainerImage edited = new ContainerImage
        {
            Platform = image.Platform,
            Architecture = image.Architecture,
            Os = image.Os,
            Created = image.Created,
            Author = image.Author,
            Format = "edited",
            Config = document,
            Origin = image.Archive,
            EditTime = config.TimeOf(image),
            Limits = image.Limits,
            Layers = [.. image.Layers, layer with { History = document.History[^1] }],
            Annotations = image.Annotations,
            Edits = image.Edits,
            Store = store,
            Warnings = image.Warnings,
        }.Named(image.Tags);
        (edited.Name, document.ImageName, document.ImageId) = (image.Name, image.Name, "");
        return edited;
    }

    private static ContainerImage Of(
        ContainerImage image, IReadOnlyList<LayerSource> layers, ConfigEdit config, DateTimeOffset time, ReadMeter meter, IEnumerable<ContainerImage> others)
    {
        Check(image);
        var store = new EditedLayers([image, .. others], image.Limits);
        LayerSource[] known = WithDiffIds(layers, image.Limits, store, meter);
        config.SetDiffIds(known.Select(layer => layer.DiffId ?? throw new ImageException(ImageErrorId.BlobMissing,
            "nothing tells the DiffId of a layer, and its bytes are not in the archive", layer.Name ?? layer.Descriptor.Digest?.ToString())));
        if (!config.HasStatedTime)
            config.SetCreated(time);
        var warnings = new List<ImageWarning>();
        ImageConfig document = ConfigReader.Read(config.ToBytes(), "config", warnings);
        Platform? platform = Platform.Of(document.Os, document.Architecture, document.Variant, document.OsVersion);
        var edited = new ContainerImage
        {
            ImageId = document.ImageId,
            Platform = platform?.ToString(),
            Architecture = document.Architecture,
            Os = document.Os,
            Created = document.Created,
            Author = document.Author,
            Format = "edited",
            Config = document,
            Origin = image.Archive,
            EditTime = time,
            Limits = image.Limits,
            Layers = ContainerImageReader.Complete(document, known, image.Kind, warnings),
            Annotations = image.Annotations,
            Edits = image.Edits,
            Store = store,
        };
        edited.Warnings = warnings;
        return edited.Named(image.Tags);
    }

    // Layers are read side by side, each once: what is in them is known then as well.
    private static LayerSource[] WithDiffIds(IReadOnlyList<LayerSource> layers, ReadLimits limits, EditedLayers store, ReadMeter meter)
    {
        var diffIds = new ConcurrentDictionary<BlobPlace, Digest>();
        LayerSource[] unknown = [.. layers.Where(layer => layer is { DiffId: null, IsTar: true, Blob: not null }).DistinctBy(layer => layer.Blob!.Place)];
        meter.Expect(unknown.Sum(layer => store.Unread(layer, LayerNeeds.DiffId)));
        SideBySide.Do(unknown, layer =>
            diffIds[layer.Blob!.Place] = store.ReadLayer(layer, meter, LayerNeeds.DiffId)?.DiffId ?? Hash(layer.Blob, limits, meter), meter.Cancellation);
        return [.. layers.Select(layer => layer is { DiffId: null, Blob: { } blob } && diffIds.TryGetValue(blob.Place, out Digest diffId) ? Known(layer, diffId) : layer)];
    }

    // A layer whose entries cannot all be read has a digest all the same.
    private static Digest Hash(Blob blob, ReadLimits limits, ReadMeter meter)
    {
        var digests = new LayerDigests();
        LayerIndexer.Hash(blob, LayerNeeds.DiffId, digests, limits, meter, default);
        return digests.DiffId!.Value;
    }

    // Of a layer that is not compressed both digests are one, and need not be computed again when it is written.
    private static LayerSource Known(LayerSource layer, Digest diffId)
    {
        Descriptor descriptor = layer.Descriptor;
        if (layer.Blob!.Compression == CompressionFormat.None)
        {
            layer.Blob.ComputedDigest = diffId.ToString();
            descriptor = descriptor with { Digest = descriptor.Digest ?? diffId };
        }
        return layer with { DiffId = diffId.ToString(), Descriptor = descriptor };
    }
}
