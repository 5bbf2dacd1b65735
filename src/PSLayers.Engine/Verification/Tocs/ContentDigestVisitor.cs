using System.Security.Cryptography;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Verification.Tocs;

/// <summary>Takes SHA-256 of each file of a layer that goes by.</summary>
/// <param name="digests">Gets them by row.</param>
internal sealed class ContentDigestVisitor(Dictionary<int, Digest> digests) : IContentVisitor
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int _row;

    public bool Begin(int row, long size)
    {
        // What a file that broke off has left behind.
        _hash.GetHashAndReset();
        _row = row;
        return true;
    }

    public void Add(ReadOnlySpan<byte> data) => _hash.AppendData(data);

    public void End() => digests[_row] = Digest.FromHash(HashAlgorithmName.SHA256, _hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();
}
