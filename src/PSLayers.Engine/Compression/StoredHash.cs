using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Model;

namespace PSLayers.Compression;

/// <summary>Computes the digest of a blob's stored bytes while they are read one behind the other.</summary>
/// <param name="algorithm">Which digest.</param>
internal sealed class StoredHash(HashAlgorithmName algorithm) : IDisposable
{
    private const int PieceSize = 64 << 10;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(algorithm);
    private long _count;

    /// <summary>Adds the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> stored)
    {
        _hash.AppendData(stored);
        _count += stored.Length;
    }

    /// <summary>The digest, once what a decompressor left behind its stream is read too.</summary>
    public Digest Finish(Blob blob)
    {
        using ByteReader reader = blob.OpenStored();
        byte[] piece = new byte[PieceSize];
        while (reader.Read(piece, _count) is > 0 and var read)
            Append(piece.AsSpan(0, read));
        return Digest.FromHash(algorithm, _hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
