using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>SHA-256 of the content of many files at once.</summary>
internal sealed class ContentDigests
{
    private readonly Dictionary<(int Layer, int Row), Digest> _digests;

    private ContentDigests(Dictionary<(int Layer, int Row), Digest> digests, IReadOnlyList<ImageException> errors) => (_digests, Errors) = (digests, errors);

    /// <summary>What could not be read: files, or layers from some file on.</summary>
    public IReadOnlyList<ImageException> Errors { get; }

    /// <summary>The digest of a row's content; null where it was not asked for, or could not be read.</summary>
    public Digest? this[int layer, int row] => _digests.TryGetValue((layer, row), out Digest digest) ? digest : null;

    /// <summary>Reads files and computes their digests.</summary>
    /// <param name="image">The image.</param>
    /// <param name="rows">The regular files wanted, in any order; one named twice is read once.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    /// <exception cref="OperationCanceledException">The work was to stop.</exception>
    public static ContentDigests Sha256(LayeredImage image, IEnumerable<(int Layer, int Row)> rows, ReadMeter meter)
    {
        var digests = new Dictionary<(int Layer, int Row), Digest>();
        return new ContentDigests(digests, ContentPass.Read(image, rows, layer => new Visitor(digests, layer), meter));
    }

    private sealed class Visitor(Dictionary<(int Layer, int Row), Digest> digests, int layer) : IContentVisitor
    {
        private readonly List<(int Row, Digest Digest)> _found = [];
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private int _row;
        private bool _isBroken;

        public bool Begin(int row, long size)
        {
            // What broke off has left a part of itself.
            if (_isBroken)
                _hash.GetHashAndReset();
            (_row, _isBroken) = (row, true);
            return true;
        }

        public void Add(ReadOnlySpan<byte> data) => _hash.AppendData(data);

        public void End()
        {
            _found.Add((_row, Digest.FromHash(HashAlgorithmName.SHA256, _hash.GetHashAndReset())));
            _isBroken = false;
        }

        public void Dispose()
        {
            _hash.Dispose();
            lock (digests)
            {
                foreach ((int row, Digest digest) in _found)
                    digests[(layer, row)] = digest;
            }
        }
    }
}
