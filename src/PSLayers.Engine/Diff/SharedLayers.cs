using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Which layers two images share: those that are the same bytes. Either they are one blob, or digests of both were computed from their
/// bytes and agree; what config and manifest claim counts for nothing. What such layers hold is not read to be compared.</summary>
internal sealed class SharedLayers
{
    private readonly HashSet<object>[] _reference;
    private readonly HashSet<object>[] _difference;
    private readonly int[] _counterparts;

    private SharedLayers(LayeredImage reference, LayeredImage difference)
    {
        _reference = Proofs(reference);
        _difference = Proofs(difference);
        var known = new Dictionary<object, int>();
        for (int layer = _difference.Length - 1; layer >= 0; layer--)
        {
            foreach (object proof in _difference[layer])
                known[proof] = layer;
        }
        _counterparts = new int[_reference.Length];
        bool isBase = reference.Tree.IgnoresCase == difference.Tree.IgnoresCase;
        for (int layer = 0; layer < _counterparts.Length; layer++)
        {
            // The base is made of layers that stand at the same place, be they there twice.
            bool isInPlace = layer < _difference.Length && AreSame(layer, layer);
            _counterparts[layer] = isInPlace ? layer : _reference[layer].Select(proof => known.GetValueOrDefault(proof, -1)).DefaultIfEmpty(-1).Max();
            isBase &= isInPlace;
            if (isBase)
                Base++;
        }
    }

    /// <summary>How many layers from the base up are the same in both images.</summary>
    public int Base { get; }

    /// <summary>What must be computed of each layer of an image to know which it shares with another: the DiffIds of those that claim to be a
    /// layer of the other, unless they are one blob.</summary>
    /// <param name="image">The image.</param>
    /// <param name="other">The image that it is compared with.</param>
    /// <param name="own">What is wanted of layers that the images do not share.</param>
    public static Func<int, LayerNeeds> Needs(ContainerImage image, ContainerImage other, LayerNeeds own)
    {
        var claims = other.Layers.Select(layer => layer.DiffId).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var blobs = other.Layers.SelectMany(BlobProofs).ToHashSet();
        return layer => !BlobProofs(image.Layers[layer]).Any(blobs.Contains) && image.Layers[layer].DiffId is { } diffId && claims.Contains(diffId)
            ? LayerNeeds.DiffId
            : own;
    }

    /// <summary>Finds the shared layers of two images.</summary>
    public static SharedLayers Of(LayeredImage reference, LayeredImage difference) => new(reference, difference);

    /// <summary>Whether a layer of the first image and one of the second are the same bytes.</summary>
    public bool AreSame(int reference, int difference) => _reference[reference].Overlaps(_difference[difference]);

    /// <summary>Whether two entries are the same entry of the same layer.</summary>
    /// <param name="reference">Layer and row in the first image.</param>
    /// <param name="difference">Layer and row in the second image.</param>
    public bool IsSame((int Layer, int Row) reference, (int Layer, int Row) difference) =>
        reference.Row >= 0 && reference.Row == difference.Row && _counterparts[reference.Layer] == difference.Layer;

    // Two layers with one proof in common are the same bytes.
    private static HashSet<object>[] Proofs(LayeredImage image) =>
        [.. image.Tree.Layers.Select((content, layer) => content is { Damage: null } ? Proofs(image.Image.Layers[layer], content.Digests) : [])];

    private static HashSet<object> Proofs(LayerSource layer, LayerDigests digests)
    {
        var proofs = BlobProofs(layer).ToHashSet();
        if (digests.DiffId is { } diffId)
            proofs.Add(("tar", diffId));
        if (digests.Stored is { } stored)
            proofs.Add(("blob", stored));
        return proofs;
    }

    private static IEnumerable<object> BlobProofs(LayerSource layer)
    {
        if (layer.Blob is not { } blob)
            yield break;
        yield return blob.Place;
        if (blob.Identity is { } identity)
            yield return identity;
    }
}
