using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources;

namespace PSLayers.Editing;

/// <summary>The layers of an edited image: what is untouched is read, and remembered, where it comes from; what is new is read here.</summary>
internal sealed class EditedLayers : LayerStore
{
    private readonly Dictionary<BlobPlace, LayerStore> _origins = [];
    private readonly ReadLayers _own;
    private readonly ReadLimits _limits;

    /// <summary>Begins.</summary>
    /// <param name="origins">The images that layers may come from.</param>
    /// <param name="limits">What hostile input may cost.</param>
    public EditedLayers(IEnumerable<ContainerImage> origins, ReadLimits limits)
    {
        (_limits, _own) = (limits, new ReadLayers(limits, cache: null));
        foreach (ContainerImage origin in origins)
        {
            foreach (Blob blob in origin.Layers.Select(layer => layer.Blob).OfType<Blob>())
                _origins.TryAdd(blob.Place, origin.Store!);
        }
    }

    /// <summary>Notes the entries of a new layer, which need not be read then.</summary>
    public void Add(Blob blob, LayerIndex index) => _own.Add(blob, index);

    /// <inheritdoc/>
    public override LayerIndex? ReadLayer(LayerSource layer, ReadMeter meter, LayerNeeds needs = LayerNeeds.Entries, MemoryBudget? budget = null) =>
        OriginOf(layer) is { } origin ? origin.ReadLayer(layer, meter, needs, budget) : _own.Read(layer, meter, needs, budget);

    /// <inheritdoc/>
    public override MemoryBudget BudgetFor(ContainerImage image, IEnumerable<LayerSource> layers)
    {
        var budget = new MemoryBudget(_limits.TableMemory);
        budget.Settle(layers.DistinctBy(layer => layer.Blob?.Place).Sum(Known));
        return budget;
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Unreferenced() => [];

    /// <inheritdoc/>
    public override long Unread(LayerSource layer, LayerNeeds needs = LayerNeeds.Entries) =>
        OriginOf(layer) is { } origin ? origin.Unread(layer, needs) : _own.Unread(layer, needs);

    /// <inheritdoc/>
    public override long Known(LayerSource layer) =>
        OriginOf(layer) is { } origin ? origin.Known(layer) : layer.Blob is { } blob ? _own.Known(blob.Place) : 0;

    private LayerStore? OriginOf(LayerSource layer) => layer.Blob is { } blob ? _origins.GetValueOrDefault(blob.Place) : null;
}
