using PSLayers.Bytes;
using PSLayers.Diff;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.TextDiff;
using PSLayers.Trees;

namespace PSLayers.Comparison;

/// <summary>What two images differ in beside their files.</summary>
/// <param name="reference">The image to compare with.</param>
/// <param name="difference">The image that is compared.</param>
/// <param name="meter">Told of what is read; carries the wish to stop.</param>
internal sealed class AspectComparison(LayeredImage reference, LayeredImage difference, ReadMeter meter)
{
    /// <summary>What could not be read, or is broken, once everything was said.</summary>
    public IReadOnlyList<ImageException> Errors { get; private set; } = [];

    /// <summary>What is odd, each with the archive that it is about, once everything was said.</summary>
    public IReadOnlyList<(string ImagePath, ImageWarning Warning)> Warnings { get; private set; } = [];

    /// <summary>Everything that one aspect has to say, what is equal too, in the order of the images.</summary>
    /// <param name="aspect">Any aspect but the files.</param>
    public IEnumerable<ImageDifference> Of(ImageAspect aspect) => aspect switch
    {
        ImageAspect.Layer => Layers(),
        ImageAspect.History => InOrder(aspect, History(reference), History(difference), entry => entry.CreatedBy),
        ImageAspect.Config => ByName(aspect, Values(ConfigFields.Of(reference.Image)), Values(ConfigFields.Of(difference.Image))),
        ImageAspect.Package => Packages(),
        ImageAspect.Size => ByName(aspect, Figures(reference), Figures(difference)),
        _ => throw new ArgumentOutOfRangeException(nameof(aspect), aspect, "files are compared by ImageComparison"),
    };

    private IEnumerable<ImageDifference> Packages()
    {
        var packages = new PackageComparison(reference, difference, meter);
        foreach ((string name, string? old, string? now) in packages.Rows())
            yield return New(ImageAspect.Package, name, old, now, old is null ? Change.Added : now is null ? Change.Removed : old == now ? Change.Unmodified : Change.Modified);
        (Errors, Warnings) = (packages.Errors, packages.Warnings);
    }

    // Layers that go by one name, but were not shown to be the same bytes, are neither equal nor different.
    private IEnumerable<ImageDifference> Layers()
    {
        SharedLayers shared = SharedLayers.Of(reference, difference);
        return InOrder(ImageAspect.Layer, reference.Layers, difference.Layers, layer => layer.DiffId ?? layer.Digest ?? $"layer {layer.LayerIndex}",
            (one, other) => shared.AreSame(one.LayerIndex, other.LayerIndex) ? Change.Unmodified : Change.NotCompared);
    }

    // Two lists whose order means something: what is in both in the same order is shared, the rest is own.
    private IEnumerable<ImageDifference> InOrder<T>(
        ImageAspect aspect, IReadOnlyList<T> one, IReadOnlyList<T> other, Func<T, string> name, Func<T, T, Change>? judge = null) where T : class
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] first = Numbers(one);
        int[] second = Numbers(other);
        LineChanges changes = LineChanges.Between(first, second, numbers.Count, meter.Cancellation);
        for (int i = 0, j = 0; i < one.Count || j < other.Count;)
        {
            if (changes.Removed[i])
                yield return New(aspect, name(one[i]), one[i++], null, Change.Removed);
            else if (changes.Added[j])
                yield return New(aspect, name(other[j]), null, other[j++], Change.Added);
            else
            {
                yield return New(aspect, name(one[i]), one[i], other[j], judge?.Invoke(one[i], other[j]) ?? Change.Unmodified);
                (i, j) = (i + 1, j + 1);
            }
        }

        int[] Numbers(IReadOnlyList<T> items)
        {
            int[] found = new int[items.Count];
            for (int i = 0; i < found.Length; i++)
            {
                if (!numbers.TryGetValue(name(items[i]), out found[i]))
                    numbers.Add(name(items[i]), found[i] = numbers.Count);
            }
            return found;
        }
    }

    private IEnumerable<ImageDifference> ByName(ImageAspect aspect, List<KeyValuePair<string, object>> one, List<KeyValuePair<string, object>> other)
    {
        Dictionary<string, object> now = new(other, StringComparer.Ordinal);
        foreach ((string name, object value) in one)
        {
            now.Remove(name, out object? changed);
            yield return New(aspect, name, value, changed, changed is null ? Change.Removed : value.Equals(changed) ? Change.Unmodified : Change.Modified);
        }
        foreach ((string name, object value) in other)
        {
            if (now.ContainsKey(name))
                yield return New(aspect, name, null, value, Change.Added);
        }
    }

    private ImageDifference New(ImageAspect aspect, string name, object? old, object? now, Change change) => new()
    {
        Aspect = aspect,
        Change = change,
        Name = name,
        ReferenceValue = old,
        DifferenceValue = now,
        ReferenceImage = reference.Image.Name,
        DifferenceImage = difference.Image.Name,
    };

    private static List<HistoryEntry> History(LayeredImage image) =>
        [.. HistoryPairing.Entries(image.Image, [.. image.Layers.Select(layer => layer.Size)]).OrderBy(entry => entry.Index)];

    private static List<KeyValuePair<string, object>> Values(IEnumerable<KeyValuePair<string, string>> fields) =>
        [.. fields.Select(field => KeyValuePair.Create(field.Key, (object)field.Value))];

    private List<KeyValuePair<string, object>> Figures(LayeredImage image)
    {
        SeenContents seen = SeenContents.Of(image, image.Tree.TopView, meter.Cancellation);
        return
        [
            KeyValuePair.Create("LayerCount", (object)(long)image.Layers.Count),
            KeyValuePair.Create("StoredSize", (object)image.Image.StoredSize),
            KeyValuePair.Create("Size", (object)image.Layers.Aggregate(0L, (sum, layer) => ByteSum.Add(sum, layer.Size ?? 0))),
            KeyValuePair.Create("VisibleSize", (object)seen.Bytes),
            KeyValuePair.Create("VisibleFiles", (object)(long)seen.Files.Length),
        ];
    }
}
