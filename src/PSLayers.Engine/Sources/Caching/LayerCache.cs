using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;

namespace PSLayers.Sources.Caching;

/// <summary>What listing a compressed layer told: its entries, and the ways into its midst.</summary>
internal sealed record ListedLayer(LayerIndex Index, SeekAccess Seeks);

/// <summary>Layers in the cache on disk. Plain ones are listed as fast without it, and damaged ones are looked at anew each time; digests that
/// were computed are kept of all.</summary>
/// <param name="cache">The cache.</param>
/// <param name="limits">What reading may cost.</param>
internal sealed class LayerCache(DiskCache cache, ReadLimits limits)
{
    /// <summary>What an earlier session learned of a layer; null where it did not.</summary>
    public ListedLayer? Find(Blob blob) => Wants(blob)
        ? cache.Read(Name(blob)!, reader =>
        {
            LayerIndex index = LayerIndex.Read(reader);
            SeekTable seeks = SeekTable.Read(reader, blob.Length);
            return new ListedLayer(index, new SeekAccess(seeks, blob.Compression.CanResume, limits));
        })
        : null;

    /// <summary>Keeps what was learned of a layer.</summary>
    public void Keep(Blob blob, LayerIndex index, SeekAccess seeks)
    {
        if (!Wants(blob) || index.Damage is not null || index.Footprint > limits.CacheFileSize)
            return;
        cache.Write(Name(blob)!, writer =>
        {
            index.Write(writer);
            seeks.Table.Write(writer);
        });
    }

    /// <summary>The digests that an earlier session computed of a layer; null where it did not.</summary>
    public LayerDigests? FindDigests(Blob blob) => cache.Wants(DigestsName(blob), blob.Length)
        ? cache.Read(DigestsName(blob)!, reader => new LayerDigests { DiffId = Read(reader), Stored = Read(reader) })
        : null;

    /// <summary>Keeps the digests that were computed of a layer.</summary>
    public void Keep(Blob blob, LayerDigests digests)
    {
        if (!cache.Wants(DigestsName(blob), blob.Length))
            return;
        cache.Write(DigestsName(blob)!, writer =>
        {
            writer.Text(digests.DiffId?.ToString() ?? "");
            writer.Text(digests.Stored?.ToString() ?? "");
        });
    }

    private static Digest? Read(StoreReader reader)
    {
        string text = reader.Text();
        Digest digest = default;
        StoreReader.Expect(text.Length == 0 || Digest.TryParse(text, out digest));
        return text.Length == 0 ? null : digest;
    }

    // Digests are found by the place of the bytes; by them, all else is found wherever the bytes are.
    private static StoredIdentity? DigestsName(Blob blob) => blob.PlaceIdentity?.Within("digests");

    // One whose digest was computed is one entry, whatever archive it is in.
    private static StoredIdentity? Name(Blob blob) => blob.Identity?.Within("layer");

    private bool Wants(Blob blob) => blob.Compression != CompressionFormat.None && cache.Wants(Name(blob), blob.Length);
}
