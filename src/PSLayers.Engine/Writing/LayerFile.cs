using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;
using PSLayers.Tar;
using ZstdSharp;

namespace PSLayers.Writing;

/// <summary>One layer as a file of its own.</summary>
internal static class LayerFile
{
    private const int PieceSize = 1 << 20;

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
            Pack(blob, layer.Claims, compression, target, digests, limits, meter);
        return layer.WrongClaims(number, digests);
    }

    private static Blob BlobOf(LayerSource layer) =>
        layer.Blob ?? throw layer.Refusal ?? new ImageException(ImageErrorId.BlobMissing, "the layer is not in the archive", layer.Name ?? layer.Descriptor.Digest?.ToString());

    private static Digest Copy(Blob blob, HashAlgorithmName algorithm, Stream target, ReadMeter meter)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            using ByteReader reader = blob.OpenStored();
            using var hash = IncrementalHash.CreateHash(algorithm);
            for (long done = 0; done < blob.Length;)
            {
                int read = reader.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, blob.Length - done)), done);
                if (read == 0)
                    throw new ImageException(ImageErrorId.ArchiveTruncated, $"expected {blob.Length} bytes, but the archive ends after {done}", blob.Name, done);
                hash.AppendData(piece, 0, read);
                target.Write(piece, 0, read);
                done += read;
                meter.Add(read);
            }
            return Digest.FromHash(algorithm, hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    private static void Pack(Blob blob, LayerClaims claims, LayerCompression compression, Stream target, LayerDigests digests, ReadLimits limits, ReadMeter meter)
    {
        using var hasher = new LayerHasher(blob, LayerNeeds.DiffId, claims);
        using ChunkReader chunks = hasher.Open(limits, meter);
        using GzipWriter? gzip = compression == LayerCompression.Gzip ? new GzipWriter(target, CompressionLevel.Optimal) : null;
        using CompressionStream? zstd = compression == LayerCompression.Zstd ? new CompressionStream(target, leaveOpen: true) : null;
        Stream packed = gzip ?? (Stream?)zstd ?? target;
        for (ReadOnlyMemory<byte> piece = chunks.Next(); !piece.IsEmpty; piece = chunks.Next())
        {
            meter.Cancellation.ThrowIfCancellationRequested();
            packed.Write(piece.Span);
        }
        gzip?.Finish();
        hasher.Finish(digests);
    }
}
