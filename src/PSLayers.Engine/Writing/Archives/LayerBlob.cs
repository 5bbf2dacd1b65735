using System.Security.Cryptography;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Images;
using PSLayers.Limits;
using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>A layer, or the config of an artifact, that is written.</summary>
internal sealed class LayerBlob
{
    /// <summary>Notes one.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="packing">How layers are packed.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <exception cref="ImageException">The archive does not have its bytes.</exception>
    public LayerBlob(LayerSource layer, LayerPacking packing, ReadLimits limits)
    {
        (Layer, Blob, Limits) = (layer, LayerFile.BlobOf(layer), limits);
        Packing = layer.IsTar && packing.Changes(Blob) ? packing : null;
        Claim = layer.Descriptor.Digest ?? (IsPlainTar && layer.Claims.DiffId is { Hex: not null } diffId ? diffId : null);
    }

    /// <summary>What is known of the layer.</summary>
    public LayerSource Layer { get; }

    /// <summary>Its stored bytes.</summary>
    public Blob Blob { get; }

    /// <summary>What hostile input may cost.</summary>
    public ReadLimits Limits { get; }

    /// <summary>How it is packed anew; null where the stored bytes are copied.</summary>
    public LayerPacking? Packing { get; }

    /// <summary>The algorithm that names the blob.</summary>
    public HashAlgorithmName Algorithm => Packing is null && Claim is { } claim ? claim.AlgorithmName : HashAlgorithmName.SHA256;

    /// <summary>The digest of the stored bytes where somebody has computed it; null else.</summary>
    public Digest? Verified => Digest.TryParse(Blob.ComputedDigest, out Digest computed) && computed.AlgorithmName == Algorithm ? computed : null;

    /// <summary>The digest that the archive claims of the stored bytes; null for none.</summary>
    public Digest? Claim { get; }

    /// <summary>What was written; it is the same for layers that are the same.</summary>
    public WrittenBlob? Written { get; set; }

    private bool IsPlainTar => Layer.IsTar && Blob.Compression == CompressionFormat.None;

    /// <summary>What is written once for all layers with the same key.</summary>
    /// <param name="believes">Whether a claim is enough to call two layers the same.</param>
    public object Key(bool believes) => Packing is null
        ? (object?)(Verified ?? (believes ? Claim : null)) ?? Blob.Place
        : believes && Layer.DiffId is { } diffId ? $"packed {diffId}" : (Blob.Place, true);

    /// <summary>What a copy of the stored bytes is.</summary>
    public WrittenBlob Copied(Digest digest) =>
        new(digest, Blob.Length, IsPlainTar && digest.Algorithm == (Layer.Claims.DiffId.Algorithm ?? "sha256") ? digest : null, Blob.Compression.Name);
}

/// <summary>A blob that was written.</summary>
/// <param name="Digest">Its digest, as computed.</param>
/// <param name="Length">Its bytes.</param>
/// <param name="DiffId">Digest of the uncompressed tar, as computed; null where it was not.</param>
/// <param name="Compression">How it is compressed.</param>
internal sealed record WrittenBlob(Digest Digest, long Length, Digest? DiffId, string Compression);
