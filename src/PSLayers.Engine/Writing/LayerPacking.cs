using PSLayers.Compression;

namespace PSLayers.Writing;

/// <summary>How layers are to be packed.</summary>
/// <param name="Compression">With what.</param>
/// <param name="Level">How hard to try; null for the usual level, and then what is packed so already stays as it is.</param>
internal sealed record LayerPacking(LayerCompression Compression, int? Level = null)
{
    // Of the compressor that .NET brings, this is what others call 6.
    private const int GzipLevel = 7;
    private const int ZstdLevel = 3;

    /// <summary>As they are.</summary>
    public static LayerPacking AsStored { get; } = new(LayerCompression.AsStored);

    /// <summary>The levels that a compression has, from 1 on; 0 for none.</summary>
    public static int MostOf(LayerCompression compression) => compression switch { LayerCompression.Gzip => 9, LayerCompression.Zstd => 19, _ => 0 };

    /// <summary>The name of the compression, as blobs have it.</summary>
    public string Name => Compression.ToString().ToLowerInvariant();

    /// <summary>Whether a blob is to be packed otherwise than it is.</summary>
    public bool Changes(Blob blob) => Compression != LayerCompression.AsStored && (Level is not null || blob.Compression.Name != Name);

    /// <summary>What compresses into a stream; null where nothing is compressed.</summary>
    public BlockWriter? Over(Stream target) => Compression switch
    {
        LayerCompression.Gzip => new GzipWriter(target, Level ?? GzipLevel),
        LayerCompression.Zstd => new ZstdWriter(target, Level ?? ZstdLevel),
        _ => null,
    };
}
