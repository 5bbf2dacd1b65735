using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;

namespace PSLayers.Tar;

/// <summary>Reads the headers of a layer once and keeps them as a table.</summary>
internal static class LayerIndexer
{
    /// <summary>Indexes a layer: jumping where it is plain, in one pass where it is compressed.</summary>
    /// <param name="blob">The layer's stored bytes.</param>
    /// <param name="withDiffId">Whether the digest of the uncompressed tar is wanted: then every byte is read.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="meter">Told of the stored bytes as they are read; carries the wish to stop.</param>
    /// <param name="recorder">Gets the seek points of a compressed layer; null where nobody wants them.</param>
    /// <param name="budget">Memory that all layers of the image share; null where the layer stands alone.</param>
    public static LayerIndex Read(Blob blob, bool withDiffId, ReadLimits limits, ReadMeter meter, SeekRecorder? recorder = null, MemoryBudget? budget = null)
    {
        var builder = new LayerIndexBuilder(blob.Name, limits, budget) { ExpectedSize = blob.Compression == CompressionFormat.None ? blob.Length : 0 };
        try
        {
            using TarInput input = withDiffId
                ? new ChunkTarInput(new HashingChunkReader(blob.OpenChunks(limits, meter, recorder, isWhole: true)))
                : TarInput.Open(blob, limits, inSequence: false, meter, recorder);
            return Read(input, builder, limits, meter, visitor: null, PlainProgress(blob, withDiffId, meter));
        }
        catch (ImageException damage) when (!damage.IsAboutTheFile)
        {
            return builder.Build(0, null, damage);
        }
    }

    /// <summary>Indexes a tar that is open already.</summary>
    public static LayerIndex Read(TarInput input, LayerIndexBuilder builder, ReadLimits limits, ReadMeter meter, IEntryVisitor? visitor,
        IProgress<long>? progress = null)
    {
        ImageException? damage = new TarScanner(input, builder, limits, visitor).Scan(progress, meter.Cancellation);
        try
        {
            // What follows the end mark belongs to the tar: padding, or a table of contents as in estargz.
            if (damage is null)
                input.Drain();
        }
        catch (ImageException e) when (!e.IsAboutTheFile)
        {
            damage = e;
        }
        if (damage is null && input is ChunkTarInput { Chunks.Oddity: { } oddity })
            builder.Warn(ImageErrorId.CompressionCorrupt, oddity, input.Position);
        Digest? diffId = damage is null && input is ChunkTarInput { Chunks: HashingChunkReader hashing } ? hashing.Finish() : null;
        progress?.Report(input.Position);
        return builder.Build(input.Position, diffId, damage);
    }

    // Compressed layers count as their stored bytes are read; plain ones are jumped through, so their position counts.
    private static PositionProgress? PlainProgress(Blob blob, bool withDiffId, ReadMeter meter) =>
        blob.Compression == CompressionFormat.None && !withDiffId ? new PositionProgress(meter) : null;

    private sealed class PositionProgress(ReadMeter meter) : IProgress<long>
    {
        private long _last;

        public void Report(long value)
        {
            meter.Add(value - _last);
            _last = value;
        }
    }

    private sealed class HashingChunkReader(ChunkReader chunks) : ChunkReader
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

        public override ReadOnlyMemory<byte> Next()
        {
            ReadOnlyMemory<byte> piece = chunks.Next();
            _hash.AppendData(piece.Span);
            return piece;
        }

        public override string? Oddity => chunks.Oddity;

        public Digest Finish() => Digest.FromSha256(_hash.GetHashAndReset());

        public override void Dispose()
        {
            _hash.Dispose();
            chunks.Dispose();
        }
    }
}
