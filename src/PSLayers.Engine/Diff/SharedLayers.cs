using PSLayers.Layers;
using PSLayers.Trees;

namespace PSLayers.Diff;

/// <summary>Which layers two images share: those of the same DiffId whose tables of entries are the same. What such layers hold is not read to
/// be compared.</summary>
internal sealed class SharedLayers
{
    private readonly int[] _counterparts;

    private SharedLayers(int[] counterparts) => _counterparts = counterparts;

    /// <summary>How many layers from the base up are the same in both images.</summary>
    public int Base { get; private init; }

    /// <summary>Finds the shared layers of two images.</summary>
    public static SharedLayers Of(LayeredImage reference, LayeredImage difference)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int layer = difference.Layers.Count - 1; layer >= 0; layer--)
        {
            if (difference.Layers[layer].DiffId is { } diffId)
                known[diffId] = layer;
        }
        int[] counterparts = new int[reference.Layers.Count];
        int shared = 0;
        for (int layer = 0; layer < counterparts.Length; layer++)
        {
            string? diffId = reference.Layers[layer].DiffId;
            bool isSame = shared == layer && layer < difference.Layers.Count && diffId is not null && difference.Layers[layer].DiffId == diffId
                && reference.Tree.IgnoresCase == difference.Tree.IgnoresCase;
            int other = isSame ? layer : diffId is not null && known.TryGetValue(diffId, out int first) ? first : -1;
            counterparts[layer] = other >= 0 && AreEqual(reference.Tree.Layers[layer], difference.Tree.Layers[other]) ? other : -1;
            if (isSame && counterparts[layer] == layer)
                shared++;
        }
        return new SharedLayers(counterparts) { Base = shared };
    }

    /// <summary>Whether two entries are the same entry of the same layer.</summary>
    /// <param name="reference">Layer and row in the first image.</param>
    /// <param name="difference">Layer and row in the second image.</param>
    public bool IsSame((int Layer, int Row) reference, (int Layer, int Row) difference) =>
        reference.Row >= 0 && reference.Row == difference.Row && _counterparts[reference.Layer] == difference.Layer;

    // A config may claim any DiffId; the tables cost little to compare.
    private static bool AreEqual(LayerIndex? one, LayerIndex? other)
    {
        if (one is not { Damage: null } || other is not { Damage: null } || one.Count != other.Count || one.TarSize != other.TarSize)
            return false;
        for (int row = 0; row < one.Count; row++)
        {
            ref readonly LayerRow first = ref one.Row(row);
            ref readonly LayerRow second = ref other.Row(row);
            bool isSame = first.Size == second.Size && first.DataOffset == second.DataOffset && first.Time == second.Time && first.Mode == second.Mode
                && first.Type == second.Type && one.Leaf(row).SequenceEqual(other.Leaf(row));
            if (!isSame)
                return false;
        }
        return true;
    }
}
