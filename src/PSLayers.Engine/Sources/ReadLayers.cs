using System.Collections.Concurrent;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Sources.Caching;
using PSLayers.Tar;

namespace PSLayers.Sources;

/// <summary>The layers that were read so far, by where their bytes are: each is read once. It may be used by several threads at once.</summary>
/// <param name="limits">What hostile input may cost.</param>
/// <param name="cache">What earlier sessions learned of compressed layers; null for nothing.</param>
internal sealed class ReadLayers(ReadLimits limits, LayerCache? cache)
{
    private readonly ConcurrentDictionary<BlobPlace, LayerSlot> _layers = new();

    /// <summary>About how many bytes of memory they take.</summary>
    public long Footprint => _layers.Values.Sum(slot =>
        (slot.Index?.Footprint ?? 0) + (slot.Index?.Digests.Fingerprints.Footprint ?? 0) + (slot.Seeks?.Footprint ?? 0));

    /// <summary>Bytes of temporary files that were made for their readers.</summary>
    public long DiskFootprint => _layers.Values.Sum(slot => slot.Seeks?.DiskFootprint ?? 0);

    /// <summary>Ends what was made for their readers on disk.</summary>
    public void Release()
    {
        foreach (LayerSlot slot in _layers.Values)
            slot.Seeks?.Release();
    }

    /// <summary>Notes the entries of a layer that was read already.</summary>
    public void Add(Blob blob, LayerIndex index) => _layers.TryAdd(blob.Place, new LayerSlot { Index = index });

    /// <summary>Forgets all but some.</summary>
    public void KeepOnly(HashSet<BlobPlace> places)
    {
        foreach (BlobPlace place in _layers.Keys.Where(place => !places.Contains(place)))
            _layers.TryRemove(place, out _);
    }

    /// <summary>Memory that a layer's table takes already; 0 where it is still to be read.</summary>
    public long Known(BlobPlace place) => _layers.GetValueOrDefault(place)?.Index is { IsCutShort: false } known ? known.Footprint : 0;

    /// <inheritdoc cref="LayerStore.ReadLayer"/>
    public LayerIndex? Read(LayerSource layer, ReadMeter meter, LayerNeeds needs, MemoryBudget? budget)
    {
        if (layer.Blob is not { } blob || !layer.IsTar)
            return null;
        LayerSlot slot = _layers.GetOrAdd(blob.Place, _ => new LayerSlot());
        using (slot.Turn.Take(meter.Cancellation))
        {
            // What was cut short by a passing cause is read again; the piece of it is not kept meanwhile.
            if (slot.Index is { IsCutShort: true })
                slot.Index = null;
            LayerIndex index = slot.Index ?? Read(blob, needs, layer.Claims, slot, meter, budget);
            LayerNeeds missing = index.Damage is null ? index.Digests.Missing(needs, layer.Claims) : LayerNeeds.Entries;
            if (missing != LayerNeeds.Entries)
            {
                LayerIndexer.Hash(blob, missing, index.Digests, limits, meter, layer.Claims);
                cache?.Keep(blob, index.Digests);
            }
            // Layers that images share are one blob each, but not one object.
            blob.Seeks = slot.Seeks;
            return slot.Index;
        }
    }

    /// <inheritdoc cref="LayerStore.Unread"/>
    public long Unread(LayerSource layer, LayerNeeds needs) => layer is { Blob: { } blob, IsTar: true }
        && (_layers.GetValueOrDefault(blob.Place)?.Index is not { } index || index.Digests.Missing(needs, layer.Claims) != LayerNeeds.Entries) ? blob.Length : 0;

    private LayerIndex Read(Blob blob, LayerNeeds needs, LayerClaims claims, LayerSlot slot, ReadMeter meter, MemoryBudget? budget)
    {
        LayerDigests? computed = cache?.FindDigests(blob);
        blob.ComputedDigest = computed?.Stored?.ToString();
        if (slot.Index is null && cache?.Find(blob) is { } known)
        {
            if (computed is not null)
                known.Index.Digests.Adopt(computed);
            meter.Add(blob.Length);
            budget?.Take(known.Index.Footprint);
            (slot.Index, slot.Seeks) = known;
            return known.Index;
        }
        if (computed is not null)
            needs = computed.Missing(needs, claims) | (needs & LayerNeeds.Fingerprints);
        using SeekRecorder? recorder = blob.Compression.CanResume && slot.Seeks is null ? new SeekRecorder(limits) : null;
        LayerIndex index = LayerIndexer.Read(blob, needs, limits, meter, recorder, claims, budget);
        bool isNew = index.DiffId is not null || index.Digests.Stored is not null;
        if (computed is not null)
            index.Digests.Adopt(computed);
        blob.ComputedDigest = index.Digests.Stored?.ToString();
        if (isNew)
            cache?.Keep(blob, index.Digests);
        slot.Index = index;
        if (slot.Seeks is null && blob.Compression != CompressionFormat.None)
            slot.Seeks = new SeekAccess(recorder?.Build(index.TarSize) ?? SeekTable.Empty(index.TarSize), blob.Compression.CanResume, limits);
        if (slot.Seeks is not null)
            cache?.Keep(blob, index, slot.Seeks);
        return index;
    }

    private sealed class LayerSlot
    {
        public Turn Turn { get; } = new();

        public LayerIndex? Index { get; set; }

        public SeekAccess? Seeks { get; set; }
    }
}
