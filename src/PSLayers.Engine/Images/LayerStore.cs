using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Images;

/// <summary>Reads the layers of the images that came from one place, each once, and remembers them. It may be used by several threads at once.</summary>
internal abstract class LayerStore
{
    /// <summary>The entries of a layer, read at the first call; null where the layer is absent or no tar. Who asks for a layer that somebody else is
    /// reading waits for it, and may stop to.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
    /// <param name="needs">What is wanted beside the entries; it is computed once.</param>
    /// <param name="budget">Memory for the tables of all layers that are read with this one; null where it is read alone.</param>
    public abstract LayerIndex? ReadLayer(LayerSource layer, ReadMeter meter, LayerNeeds needs = LayerNeeds.Entries, MemoryBudget? budget = null);

    /// <summary>Memory for the tables of some layers of one image, less what those take that were read before. Where much is kept already, the layers
    /// and trees of other images are forgotten: they are read again when they are wanted.</summary>
    /// <param name="image">The image.</param>
    /// <param name="layers">Its layers that are wanted.</param>
    public abstract MemoryBudget BudgetFor(ContainerImage image, IEnumerable<LayerSource> layers);

    /// <summary>Names of blobs and layers in the archive that no document refers to, in order.</summary>
    public abstract IEnumerable<string> Unreferenced();

    /// <summary>Stored bytes that reading a layer would take; 0 where all that is wanted is known, or it cannot be read.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="needs">What is wanted beside the entries.</param>
    public abstract long Unread(LayerSource layer, LayerNeeds needs = LayerNeeds.Entries);

    /// <summary>Memory that the table of a layer takes already; 0 where it is still to be read.</summary>
    /// <param name="layer">The layer.</param>
    public abstract long Known(LayerSource layer);
}
