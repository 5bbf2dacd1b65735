using PSLayers.Compression;
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

    /// <summary>The step of the build that made the layer; null where the history does not tell.</summary>
    public ConfigHistory? History { get; init; }

    /// <summary>Why nothing is known of the layer's entries, as a sentence has it behind "layer 3"; null where they can be read.</summary>
    public string? WhyUnread => Blob is null ? "is not in the archive"
        : IsTar ? null
        : MediaTypes.IsEncrypted(Descriptor.MediaType) ? "is encrypted"
        : $"is of the type {Descriptor.MediaType}, which is no tar";

    /// <summary>Whether the blob is a tar that can be read: not encrypted, and not an artifact of another kind.</summary>
    public bool IsTar => MediaTypes.IsReadableTar(Descriptor.MediaType);
}
