using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Tar;

namespace PSLayers.Writing;

/// <summary>One layer as a file of its own.</summary>
internal static class LayerFile
{
    /// <summary>What the file's name should end with.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="compression">How it is written.</param>
    /// <exception cref="ImageException">The layer is not in the archive, or cannot be read.</exception>
    public static string ExtensionOf(LayerSource layer, LayerCompression compression)
    {
        string name = compression switch
        {
            LayerCompression.AsStored => BlobOf(layer).Compression.Name,
            _ => compression.ToString().ToLowerInvariant(),
        };
        return !layer.IsTar ? ".blob" : name switch
        {
            "gzip" => ".tar.gz",
            "zstd" => ".tar.zst",
            "xz" => ".tar.xz",
            "bzip2" => ".tar.bz2",
            _ => ".tar",
        };
    }

    /// <summary>Writes a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="number">Its number.</param>
    /// <param name="compression">How it is written.</param>
    /// <param name="target">Gets the bytes.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
    /// <returns>Claims of the manifest or the config that turned out to be wrong.</returns>
    /// <exception cref="ImageException">The layer is not in the archive, or cannot be read to its end.</exception>
    public static IReadOnlyList<ImageWarning> Write(LayerSource layer, int number, LayerCompression compression, Stream target, ReadLimits limits, ReadMeter meter)
    {
        Blob blob = BlobOf(layer);
        meter.Expect(blob.Length);
        var digests = new LayerDigests();
        if (compression == LayerCompression.AsStored)
            digests.Stored = Copy(blob, layer.Claims.Stored.AlgorithmName, target, meter);
        else if (!layer.IsTar)
            throw new ImageException(ImageErrorId.LayerUnreadable, $"layer {number} {layer.WhyUnread}; it can only be written as it is stored", blob.Name);
        else
            Pack(blob, layer.Claims, new LayerPacking(compression), target, digests, limits, meter);
        return layer.WrongClaims(number, digests);
    }

    /// <summary>The stored bytes of a layer.</summary>
    /// <exception cref="ImageException">The archive does not have them.</exception>
    public static Blob BlobOf(LayerSource layer) =>
        layer.Blob ?? throw layer.Refusal ?? new ImageException(ImageErrorId.BlobMissing, "the layer is not in the archive", layer.Name ?? layer.Descriptor.Digest?.ToString());

    private static Digest Copy(Blob blob, HashAlgorithmName algorithm, Stream target, ReadMeter meter)
    {
        using var hash = IncrementalHash.CreateHash(algorithm);
        BlobCopy.Write(blob, target, hash, meter);
        return Digest.FromHash(algorithm, hash.GetHashAndReset());
    }

    /// <summary>Packs a layer anew.</summary>
    /// <param name="blob">The layer's stored bytes.</param>
    /// <param name="claims">What is claimed of its digests.</param>
    /// <param name="packing">How it is packed.</param>
    /// <param name="target">Gets the bytes.</param>
    /// <param name="digests">Gets the DiffId.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
    public static void Pack(Blob blob, LayerClaims claims, LayerPacking packing, Stream target, LayerDigests digests, ReadLimits limits, ReadMeter meter)
    {
        using var hasher = new LayerHasher(blob, LayerNeeds.DiffId, claims);
        using ChunkReader chunks = hasher.Open(limits, meter);
        using BlockWriter? packer = packing.Over(target);
        for (ReadOnlyMemory<byte> piece = chunks.Next(); !piece.IsEmpty; piece = chunks.Next())
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            (packer ?? target).Write(piece.Span);
        }
        packer?.Finish();
        hasher.Finish(digests);
    }
}
