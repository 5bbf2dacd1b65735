using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Layers;
using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>Writes the layers of images, each once.</summary>
/// <param name="target">Where they go.</param>
/// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
internal sealed class BlobWriting(ExportTarget target, ReadMeter meter)
{
    private const int PieceSize = 1 << 20;

    // Places that are set aside at once. Files of a folder are open meanwhile.
    private const int AtOnce = 64;

    private volatile bool _hasWrongClaims;

    /// <summary>Writes them. What the archive claims of its digests is believed at first, so that each place is known beforehand; while the bytes go by the
    /// claims are checked, and if one is wrong all is written once more, without believing any.</summary>
    public void Write(IReadOnlyList<LayerBlob> blobs)
    {
        meter.Expect(blobs.DistinctBy(blob => blob.Key(believes: true)).Sum(blob => blob.Blob.Length));
        Write(blobs, believes: true);
        if (!_hasWrongClaims)
            return;
        target.Reset();
        meter.Expect(blobs.DistinctBy(blob => blob.Key(believes: false)).Sum(blob => blob.Blob.Length));
        Write(blobs, believes: false);
    }

    private void Write(IReadOnlyList<LayerBlob> blobs, bool believes)
    {
        LayerBlob[][] groups = [.. blobs.GroupBy(blob => blob.Key(believes)).Select(group => group.ToArray())];
        foreach (LayerBlob[][] some in groups.Where(group => group[0].Key(believes) is Digest).Chunk(AtOnce))
            CopySideBySide(some);
        foreach (LayerBlob[] group in groups.Where(group => group[0].Key(believes) is not Digest))
            Share(group, Append(group[0]));
    }

    private void CopySideBySide(LayerBlob[][] groups)
    {
        var places = new List<(LayerBlob[] Group, BlobSlot? Slot, Digest Name)>();
        foreach (LayerBlob[] group in groups)
        {
            var name = (Digest)group[0].Key(believes: true);
            places.Add((group, target.Reserve(name, group[0].Blob.Length), name));
        }
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = meter.Cancellation };
        var order = Partitioner.Create(places.OrderByDescending(place => place.Group[0].Blob.Length).ToArray(), EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(order, options, place => Share(place.Group, Copy(place.Group[0], place.Slot, place.Name)));
        }
        catch (AggregateException e) when (e.InnerExceptions.Count > 0)
        {
            // The first is the cause as good as any other.
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(e.InnerExceptions[0]);
        }
        target.Settle();
    }

    private static void Share(LayerBlob[] group, WrittenBlob written)
    {
        foreach (LayerBlob blob in group)
            blob.Written = written;
    }

    private WrittenBlob Copy(LayerBlob blob, BlobSlot? slot, Digest name)
    {
        if (slot is null)
        {
            meter.Add(blob.Blob.Length);
            return blob.Copied(name);
        }
        if (blob.Verified is not null)
        {
            BlobCopy.Write(blob.Blob, slot, null, meter);
            return blob.Copied(name);
        }
        using var hash = IncrementalHash.CreateHash(blob.Algorithm);
        BlobCopy.Write(blob.Blob, slot, hash, meter);
        Digest digest = Digest.FromHash(blob.Algorithm, hash.GetHashAndReset());
        blob.Blob.ComputedDigest = digest.ToString();
        _hasWrongClaims |= digest != name;
        return blob.Copied(digest);
    }

    private WrittenBlob Append(LayerBlob blob)
    {
        using BlobSlot slot = target.Begin(blob.Algorithm);
        WrittenBlob written;
        if (blob.Packing is { } packing)
        {
            var digests = new LayerDigests();
            LayerFile.Pack(blob.Blob, blob.Layer.Claims, packing, slot, digests, blob.Limits, meter);
            written = new WrittenBlob(slot.Finish(), slot.Length, digests.DiffId, packing.Name);
            _hasWrongClaims |= blob.Layer.DiffId is not null && digests.DiffId!.Value.ToString() != blob.Layer.DiffId;
        }
        else
        {
            BlobCopy.Write(blob.Blob, slot, null, meter);
            Digest digest = slot.Finish();
            blob.Blob.ComputedDigest = digest.ToString();
            written = blob.Copied(digest);
        }
        target.End(slot, written.Digest);
        return written;
    }
}
