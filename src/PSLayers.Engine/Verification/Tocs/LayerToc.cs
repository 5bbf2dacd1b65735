using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;

namespace PSLayers.Verification.Tocs;

/// <summary>The table of contents that a layer brings for those who load single files of it: they believe it, and never see the tar.</summary>
/// <param name="Form">eStargz or zstd:chunked.</param>
/// <param name="Json">The table.</param>
/// <param name="StatedDigest">The digest that the manifest states of it; null where it states none.</param>
/// <param name="ActualDigest">The digest of the bytes that the stated one is about.</param>
internal sealed record LayerToc(string Form, byte[] Json, string? StatedDigest, Digest ActualDigest)
{
    /// <summary>The file of the tar that has eStargz' table.</summary>
    public const string StargzPath = "/stargz.index.json";

    private const string StargzDigest = "containerd.io/snapshot/stargz/toc.digest";
    private const string ChunkedPosition = "io.github.containers.zstd-chunked.manifest-position";
    private const string ChunkedDigest = "io.github.containers.zstd-chunked.manifest-checksum";

    /// <summary>The table of a layer; null where it has none.</summary>
    /// <exception cref="ImageException">It cannot be read, or is too large.</exception>
    public static LayerToc? Of(Blob blob, LayerIndex index, Descriptor descriptor, ReadLimits limits) =>
        descriptor.Annotations.TryGetValue(ChunkedPosition, out string? position)
            ? OfChunked(blob, descriptor, position, limits)
            : OfStargz(blob, index, descriptor, limits);

    private static LayerToc? OfStargz(Blob blob, LayerIndex index, Descriptor descriptor, ReadLimits limits)
    {
        // It is the tar's last entry.
        if (index.Count == 0 || index.Row(index.Count - 1) is not { Type: EntryType.File } entry || index.Path(index.Count - 1) != StargzPath)
            return null;
        byte[] json = new byte[Bounded(entry.Size, limits)];
        using ByteReader reader = blob.OpenBytes(limits);
        if (reader.ReadFully(json, entry.DataOffset) != json.Length)
            throw new ImageException(ImageErrorId.LayerTruncated, "the table of contents breaks off", StargzPath);
        return new LayerToc("eStargz", json, descriptor.Annotations.GetValueOrDefault(StargzDigest), Digest.Of(json));
    }

    // offset:length:length of the JSON:kind; the bytes are zstd, in a frame that other readers skip (docs of containers/storage).
    private static LayerToc OfChunked(Blob blob, Descriptor descriptor, string position, ReadLimits limits)
    {
        string[] parts = position.Split(':');
        if (parts.Length < 3 || !long.TryParse(parts[0], out long offset) || !long.TryParse(parts[1], out long length) || offset < 0 || length < 0 || offset > blob.Length - length)
            throw new ImageException(ImageErrorId.ValueIgnored, $"the annotation {ChunkedPosition} names no place in the layer");
        byte[] stored = new byte[Bounded(length, limits)];
        using (ByteReader reader = blob.OpenStored())
            reader.ReadFully(stored, offset);
        var json = new MemoryStream();
        using (ChunkReader chunks = Blob.Of(new MemorySource(stored), 0, stored.Length, "table of contents").OpenChunks(limits))
        {
            for (ReadOnlyMemory<byte> piece = chunks.Next(); !piece.IsEmpty; piece = chunks.Next())
            {
                Bounded(json.Length + piece.Length, limits);
                json.Write(piece.Span);
            }
        }
        return new LayerToc("zstd:chunked", json.ToArray(), descriptor.Annotations.GetValueOrDefault(ChunkedDigest), Digest.Of(stored));
    }

    private static long Bounded(long size, ReadLimits limits) => size <= limits.TocSize ? size
        : throw new ImageException(ImageErrorId.DocumentTooLarge, $"the table of contents has {size} bytes; at most {limits.TocSize} are read (limit TocSize)");
}
