using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Limits;

namespace PSLayers.Tar;

/// <summary>Reads the headers of a layer once and keeps them as a table.</summary>
internal static class LayerIndexer
{
    /// <summary>Indexes a layer: jumping where it is plain, in one pass where it is compressed or all its bytes are wanted.</summary>
    /// <param name="blob">The layer's stored bytes.</param>
    /// <param name="needs">What is wanted beside the entries; fingerprints only of a compressed layer, as a plain one can be read at any place.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="meter">Told of the stored bytes as they are read; carries the wish to stop.</param>
    /// <param name="recorder">Gets the seek points of a compressed layer; null where nobody wants them.</param>
    /// <param name="claims">What is claimed of the layer's digests.</param>
    /// <param name="budget">Memory that all layers of the image share; null where the layer stands alone.</param>
    public static LayerIndex Read(Blob blob, LayerNeeds needs, ReadLimits limits, ReadMeter meter, SeekRecorder? recorder = null,
        LayerClaims claims = default, MemoryBudget? budget = null)
    {
        bool isPlain = blob.Compression == CompressionFormat.None;
        bool isHashed = (needs & (LayerNeeds.DiffId | LayerNeeds.StoredDigest)) != 0;
        var builder = new LayerIndexBuilder(blob.Name, limits, budget) { ExpectedSize = isPlain ? blob.Length : 0 };
        var fingerprints = new FileFingerprints();
        LayerIndex index;
        using (LayerHasher? hasher = isHashed ? new LayerHasher(blob, needs, claims) : null)
        using (FingerprintVisitor? visitor = !isPlain && (needs & LayerNeeds.Fingerprints) != 0 ? new FingerprintVisitor(fingerprints) : null)
        {
            try
            {
                using TarInput input = hasher is null
                    ? TarInput.Open(blob, limits, inSequence: false, meter, recorder)
                    : new ChunkTarInput(hasher.Open(limits, meter, recorder));
                index = Read(input, builder, limits, meter, visitor is null ? null : new ContentEntries(visitor),
                    isPlain && hasher is null ? new PositionProgress(meter) : null);
                if (index.Damage is null)
                    hasher?.Finish(index.Digests);
            }
            catch (ImageException damage) when (!damage.IsAboutTheFile)
            {
                index = builder.Build(0, damage);
            }
        }
        index.Digests.Fingerprints = fingerprints;
        return index;
    }

    /// <summary>Computes digests of a layer that was indexed before.</summary>
    /// <param name="blob">The layer's stored bytes.</param>
    /// <param name="needs">Which are wanted.</param>
    /// <param name="digests">Gets them.</param>
    /// <param name="limits">What hostile input may cost.</param>
    /// <param name="meter">Told of the stored bytes as they are read; carries the wish to stop.</param>
    /// <param name="claims">What is claimed of them.</param>
    /// <exception cref="ImageException">The layer's bytes cannot be read to their end.</exception>
    public static void Hash(Blob blob, LayerNeeds needs, LayerDigests digests, ReadLimits limits, ReadMeter meter, LayerClaims claims)
    {
        using var hasher = new LayerHasher(blob, needs, claims);
        using (ChunkReader chunks = hasher.Open(limits, meter))
        {
            while (!chunks.Next().IsEmpty)
            {
            }
        }
        hasher.Finish(digests);
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
        progress?.Report(input.Position);
        return builder.Build(input.Position, damage);
    }

    // Compressed layers count as their stored bytes are read; plain ones are jumped through, so their position counts.
    private sealed class PositionProgress(ReadMeter meter) : IProgress<long>
    {
        private long _last;

        public void Report(long value)
        {
            meter.Add(value - _last);
            _last = value;
        }
    }
}
