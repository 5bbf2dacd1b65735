using System.Text.Json.Nodes;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Editing.Rebasing;

/// <summary>An image on another base: the layers of the old one and their steps are replaced, all above stays as it is.</summary>
internal static class RebasedImage
{
    // image-spec, annotations.md.
    private const string BaseName = "org.opencontainers.image.base.name";
    private const string BaseDigest = "org.opencontainers.image.base.digest";

    /// <summary>Makes it. What it runs, and its environment, stays what the image says.</summary>
    /// <param name="image">The image.</param>
    /// <param name="oldBase">What it stands on.</param>
    /// <param name="newBase">What it is to stand on.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException"><see cref="ImageErrorId.BaseMismatch"/>: the image does not stand on that base, by the digests of the bytes;
    /// <see cref="ImageErrorId.PlatformMismatch"/>: the new one is for another platform.</exception>
    public static ContainerImage Of(ContainerImage image, ContainerImage oldBase, ContainerImage newBase, ReadMeter meter)
    {
        foreach (ContainerImage one in (ReadOnlySpan<ContainerImage>)[image, oldBase, newBase])
            EditedImage.Check(one);
        CheckPlatform(image, newBase);
        int count = oldBase.LayerCount;
        if (count > image.LayerCount)
            throw new ImageException(ImageErrorId.BaseMismatch, $"{image.Name} has {image.LayerCount} layers, and {oldBase.Name} has {count}: it is not its base");
        Digest[] own = DiffIds(image, count, meter), claimed = DiffIds(oldBase, count, meter), others = DiffIds(newBase, newBase.LayerCount, meter);
        for (int i = 0; i < count; i++)
        {
            if (own[i] != claimed[i])
                throw new ImageException(ImageErrorId.BaseMismatch, $"layer {i} of {image.Name} is {own[i]}, and that of {oldBase.Name} is {claimed[i]}: it is not its base");
        }
        LayerSource[] layers = [.. newBase.Layers.Select((layer, i) => layer with { DiffId = others[i].ToString() }), .. image.Layers.Skip(count)];
        ContainerImage edited = EditedImage.Of(image, layers, ConfigOf(image, oldBase, newBase), meter, newBase);
        edited.Annotations = AnnotationsOf(image, newBase);
        return edited;
    }

    private static void CheckPlatform(ContainerImage image, ContainerImage newBase)
    {
        if (PlatformOf(image) is not { } own || PlatformOf(newBase) is not { } other)
            return;
        // Windows runs only what was made for its own version.
        if (own.Contradicts(other) || (own.Os == "windows" && own.OsVersion != other.OsVersion))
            throw new ImageException(ImageErrorId.PlatformMismatch, $"{image.Name} is for {own}, and {newBase.Name} is for {other}");

        static Platform? PlatformOf(ContainerImage image) =>
            image.Config is { } config ? Platform.Of(config.Os, config.Architecture, config.Variant, config.OsVersion) : null;
    }

    // Computed: an archive can claim anything.
    private static Digest[] DiffIds(ContainerImage image, int count, ReadMeter meter)
    {
        LayerReading reading = LayerReading.Start(image, [.. Enumerable.Range(0, count)], meter, _ => LayerNeeds.DiffId);
        var digests = new Digest[count];
        for (int i = 0; i < count; i++)
        {
            LayerIndex? layer = reading.Layers[i].WaitAsync(meter.Cancellation).GetAwaiter().GetResult();
            digests[i] = layer?.DiffId ?? throw new ImageException(ImageErrorId.LayerUnreadable,
                $"layer {i} of {image.Name} {image.Layers[i].WhyUnread ?? layer?.Damage?.Reason ?? "cannot be read"}, so that it cannot be compared");
        }
        return digests;
    }

    private static ConfigEdit ConfigOf(ContainerImage image, ContainerImage oldBase, ContainerImage newBase)
    {
        ConfigEdit config = ConfigEdit.Of(image.Config);
        JsonNode?[] above = [.. config.History.Skip(StepsOfBase(image, oldBase)).Select(step => step?.DeepClone())];
        JsonNode?[] below = [.. ConfigEdit.Of(newBase.Config).History.Select(step => step?.DeepClone())];
        config.Document["history"] = new JsonArray([.. below, .. above]);
        return config;
    }

    // The base's own steps, where the image begins with them; else all up to the one that made the base's last layer.
    private static int StepsOfBase(ContainerImage image, ContainerImage oldBase)
    {
        IReadOnlyList<ConfigHistory> own = image.Config?.History ?? [], steps = oldBase.Config?.History ?? [];
        if (own.Take(steps.Count).SequenceEqual(steps))
            return steps.Count;
        int?[] layers = HistoryPairing.Pair(own, image.LayerCount, []);
        return Array.FindLastIndex(layers, layer => layer < oldBase.LayerCount) + 1;
    }

    private static Dictionary<string, string> AnnotationsOf(ContainerImage image, ContainerImage newBase)
    {
        var annotations = new Dictionary<string, string>(image.Annotations, StringComparer.Ordinal);
        Set(BaseName, newBase.Tags.Count > 0 ? newBase.Tags[0] : null);
        Set(BaseDigest, newBase.ManifestDigest);
        return annotations;

        // What is said of the old base is no longer true.
        void Set(string name, string? value)
        {
            if (value is null)
                annotations.Remove(name);
            else
                annotations[name] = value;
        }
    }
}
