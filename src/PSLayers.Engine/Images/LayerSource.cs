using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Images;

/// <summary>What an archive says of one layer, and where its bytes are.</summary>
internal sealed record LayerSource
{
    /// <summary>The file that a docker archive's manifest names; null elsewhere.</summary>
    public string? Name { get; init; }

    /// <summary>What the manifest says; empty in docker archives.</summary>
    public Descriptor Descriptor { get; init; } = Descriptor.None;

    /// <summary>Digest of the uncompressed tar as the config states it.</summary>
    public string? DiffId { get; init; }

    /// <summary>The stored bytes; null where the archive does not have them.</summary>
    public Blob? Blob { get; init; }

    /// <summary>Why the stored bytes are not read although they are there; null where they are read, or are not there.</summary>
    public ImageException? Refusal { get; init; }

    /// <summary>The step of the build that made the layer; null where the history does not tell.</summary>
    public ConfigHistory? History { get; init; }

    /// <summary>Makes a layer of this session anew for another time, which no file in it is later than; null where times are not for us to change.</summary>
    public Func<DateTimeOffset, LayerSource>? Restamp { get; init; }

    /// <summary>Whether it was made in this session and has no digest yet, so that no config lists it.</summary>
    public bool IsUnfinished => DiffId is null && Restamp is not null;

    /// <summary>What is claimed of the layer's digests.</summary>
    public LayerClaims Claims => new(Model.Digest.TryParse(DiffId, out Digest diffId) ? diffId : default, Descriptor.Digest ?? default);

    /// <summary>Why nothing is known of the layer's entries, as a sentence has it behind "layer 3"; null where they can be read.</summary>
    public string? WhyUnread => Refusal is { } refusal ? $"is not read: {refusal.Reason}"
        : Blob is null ? "is not in the archive"
        : IsTar ? null
        : MediaTypes.IsEncrypted(Descriptor.MediaType) ? "is encrypted"
        : $"is of the type {Descriptor.MediaType}, which is no tar";

    /// <summary>Whether the blob is a tar that can be read: not encrypted, and not an artifact of another kind.</summary>
    public bool IsTar => MediaTypes.IsReadableTar(Descriptor.MediaType);

    /// <summary>Which claims are wrong, as far as digests were computed.</summary>
    /// <param name="layer">Number of the layer.</param>
    /// <param name="digests">What was computed.</param>
    public IReadOnlyList<ImageWarning> WrongClaims(int layer, LayerDigests digests)
    {
        var wrong = new List<ImageWarning>();
        Check(Claims.DiffId, digests.DiffId, "the config states the DiffId");
        Check(Claims.Stored, digests.Stored, "the manifest states the digest");
        return wrong;

        void Check(Digest claim, Digest? computed, string says)
        {
            if (computed is { } digest && claim.Algorithm == digest.Algorithm && claim != digest)
                wrong.Add(new ImageException(ImageErrorId.DigestMismatch, $"{says} {claim} of layer {layer}, but its bytes have {digest}", Blob?.Name).ToWarning());
        }
    }
}
