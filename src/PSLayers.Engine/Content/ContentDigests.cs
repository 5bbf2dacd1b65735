using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>SHA-256 of the content of many files at once. Each compressed layer is decompressed once, in the order of its tar, and the work is
/// spread over the cores.</summary>
internal sealed class ContentDigests
{
    private const int BufferSize = 256 << 10;

    private readonly Dictionary<(int Layer, int Row), Digest> _digests = [];
    private readonly List<ImageException> _errors = [];

    private readonly LayeredImage _image;

    private ContentDigests(LayeredImage image) => _image = image;

    /// <summary>What could not be read: files, or layers from some file on.</summary>
    public IReadOnlyList<ImageException> Errors => _errors;

    /// <summary>The digest of a row's content; null where it was not asked for, or could not be read.</summary>
    public Digest? this[int layer, int row] => _digests.TryGetValue((layer, row), out Digest digest) ? digest : null;

    /// <summary>Reads files and computes their digests.</summary>
    /// <param name="image">The image.</param>
    /// <param name="rows">The regular files wanted, in any order; one named twice is read once.</param>
    /// <param name="meter">Told of each byte of the files; carries the wish to stop.</param>
    /// <exception cref="OperationCanceledException">The work was to stop.</exception>
    public static ContentDigests Sha256(LayeredImage image, IEnumerable<(int Layer, int Row)> rows, ReadMeter meter)
    {
        var result = new ContentDigests(image);
        List<Piece> pieces = result.Pieces(rows);
        meter.Expect(pieces.Aggregate(0L, (sum, piece) => ByteSum.Add(sum, piece.Bytes)));
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = meter.Cancellation };
        IEnumerable<Piece> costlyFirst = pieces.OrderByDescending(piece => piece.Cost);
        Parallel.ForEach(Partitioner.Create(costlyFirst, EnumerablePartitionerOptions.NoBuffering), options, piece => result.Read(piece, meter));
        return result;
    }

    // A plain layer can be read at any place, so its files are shared out; a compressed one is one piece.
    private List<Piece> Pieces(IEnumerable<(int Layer, int Row)> rows)
    {
        var pieces = new List<Piece>();
        var sparse = new SparseAllowance(_image);
        foreach (IGrouping<int, int> layer in rows.GroupBy(place => place.Layer, place => place.Row))
        {
            LayerIndex index = _image.Tree.Layers[layer.Key]!;
            int[] inOrder = [.. layer.Distinct().Order().Where(row => MayBeRead(sparse, layer.Key, row))];
            bool isPlain = _image.Image.Layers[layer.Key].Blob?.IsRandomAccess == true;
            int start = 0;
            long bytes = 0;
            for (int i = 0; i < inOrder.Length; i++)
            {
                bytes = ByteSum.Add(bytes, index.Row(inOrder[i]).Size);
                if (i + 1 < inOrder.Length && !(isPlain && bytes >= Piece.PlainBytes))
                    continue;
                // Of a compressed layer everything up to the last file is to be decompressed.
                long cost = isPlain ? bytes : index.Row(inOrder[i]).DataOffset * Piece.DecompressionCost;
                pieces.Add(new Piece(layer.Key, inOrder[start..(i + 1)], bytes, cost));
                (start, bytes) = (i + 1, 0);
            }
        }
        return pieces;
    }

    private bool MayBeRead(SparseAllowance sparse, int layer, int row)
    {
        ImageException? refusal = sparse.Refuse(layer, row);
        if (refusal is not null)
            Note(refusal);
        return refusal is null;
    }

    private void Read(Piece piece, ReadMeter meter)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var found = new List<(int Row, Digest Digest)>(piece.Rows.Length);
        try
        {
            using var reader = new ContentReader(_image, new ReadMeter(meter.Cancellation));
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            foreach (int row in piece.Rows)
            {
                try
                {
                    found.Add((row, DigestOf(reader, piece.Layer, row, hash, buffer, meter)));
                }
                catch (ImageException e)
                {
                    Note(e);
                    if (!IsOfOneFile(e))
                        break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            lock (_digests)
            {
                foreach ((int row, Digest digest) in found)
                    _digests[(piece.Layer, row)] = digest;
            }
        }
    }

    // A sparse file's bad map, found before the file is read, says nothing of the files behind it; all else is wrong with the layer itself.
    private static bool IsOfOneFile(ImageException error) =>
        error.ErrorId is ImageErrorId.TarHeaderCorrupt or ImageErrorId.TarHeaderTooLarge or ImageErrorId.CountLimit;

    private void Note(ImageException e)
    {
        lock (_errors)
        {
            if (_errors.Count < _image.Limits.Warnings && !_errors.Exists(error => error.ErrorId == e.ErrorId && error.Message == e.Message))
                _errors.Add(e);
        }
    }

    private static Digest DigestOf(ContentReader reader, int layer, int row, IncrementalHash hash, byte[] buffer, ReadMeter meter)
    {
        using Stream content = reader.Open(layer, row);
        for (int read; (read = content.Read(buffer)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            meter.Add(read);
        }
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        return Digest.FromSha256(digest);
    }

    private sealed record Piece(int Layer, int[] Rows, long Bytes, long Cost)
    {
        public const long PlainBytes = 64 << 20;

        public const int DecompressionCost = 8;
    }
}
