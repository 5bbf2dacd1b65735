using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Compression.Seeking;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Model;

namespace PSLayers.Tar;

/// <summary>Computes a layer's digests while its bytes go by, in one pass: that of the uncompressed tar, and that of the blob as it is stored.</summary>
internal sealed class LayerHasher : IDisposable
{
    private readonly Blob _blob;
    private readonly HashAlgorithmName _tarAlgorithm;
    private readonly IncrementalHash? _tar;
    private readonly StoredHash? _stored;
    private readonly bool _storedIsTar;
    private readonly bool _readsAhead;

    /// <summary>Begins.</summary>
    /// <param name="blob">The layer's stored bytes.</param>
    /// <param name="needs">Which digests are wanted.</param>
    /// <param name="claims">What is claimed of them: a digest is computed by the algorithm of its claim.</param>
    public LayerHasher(Blob blob, LayerNeeds needs, LayerClaims claims)
    {
        (_blob, _tarAlgorithm) = (blob, claims.DiffId.AlgorithmName);
        _readsAhead = (needs & LayerNeeds.ReadAhead) != 0 && blob.Compression == CompressionFormat.None;
        bool wantsStored = (needs & LayerNeeds.StoredDigest) != 0;
        // Of a plain layer both digests are of the same bytes.
        _storedIsTar = wantsStored && blob.Compression == CompressionFormat.None && claims.Stored.AlgorithmName == _tarAlgorithm;
        if (_storedIsTar || (needs & LayerNeeds.DiffId) != 0)
            _tar = IncrementalHash.CreateHash(_tarAlgorithm);
        if (wantsStored && !_storedIsTar)
            _stored = new StoredHash(claims.Stored.AlgorithmName);
    }

    /// <summary>The layer's bytes, which are hashed as they are read.</summary>
    public ChunkReader Open(ReadLimits limits, ReadMeter meter, SeekRecorder? recorder = null)
    {
        ChunkReader chunks = _readsAhead ? _blob.OpenAhead(meter, _stored) : _blob.OpenChunks(limits, meter, recorder, isWhole: true, _stored);
        return _tar is null ? chunks : new HashingChunkReader(chunks, _tar);
    }

    /// <summary>Notes the digests, once all was read.</summary>
    public void Finish(LayerDigests digests)
    {
        if (_tar is not null)
            digests.DiffId = Digest.FromHash(_tarAlgorithm, _tar.GetHashAndReset());
        if (_storedIsTar)
            digests.Stored = digests.DiffId;
        else if (_stored is not null)
            digests.Stored = _stored.Finish(_blob);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _tar?.Dispose();
        _stored?.Dispose();
    }

    private sealed class HashingChunkReader(ChunkReader chunks, IncrementalHash hash) : ChunkReader
    {
        public override string? Oddity => chunks.Oddity;

        public override ReadOnlyMemory<byte> Next()
        {
            ReadOnlyMemory<byte> piece = chunks.Next();
            hash.AppendData(piece.Span);
            return piece;
        }

        public override void Dispose() => chunks.Dispose();
    }
}
