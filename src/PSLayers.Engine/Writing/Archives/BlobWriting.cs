using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Layers;
using PSLayers.Model;
using PSLayers.Tar;

namespace PSLayers.Writing.Archives;

/// <summary>Writes the layers of images, each once.</summary>
/// <param name="target">Where they go.</param>
/// <param name="meter">Told of the stored bytes read; carries the wish to stop.</param>
internal sealed class BlobWriting(ExportTarget target, ReadMeter meter)
{
    // Places that are set aside at once. Files of a folder are open meanwhile.
    private const int AtOnce = 64;

    private volatile bool _hasWrongClaims;

    /// <summary>Writes them. What the archive claims of its digests is believed at first, so that each place is known beforehand; while the bytes go by the
    /// claims are checked, and if one is wrong all is written once more, without believing any.</summary>
    public void Write(IReadOnlyList<LayerBlob> blobs)
    {
        Write(blobs, believes: true);
        if (!_hasWrongClaims)
            return;
        target.Reset();
        Write(blobs, believes: false);
    }

    private void Write(IReadOnlyList<LayerBlob> blobs, bool believes)
    {
        Group[] groups = [.. blobs.GroupBy(blob => blob.Key(believes)).Select(group => new Group(group.Key, [.. group]))];
        LayerBlob[] others = [.. groups.SelectMany(group => group.Others)];
        meter.Expect(groups.Sum(group => group.First.Blob.Length) + others.Sum(blob => blob.Blob.Length));
        foreach (Group[] some in groups.Where(group => group.Key is Digest).Chunk(AtOnce))
            CopySideBySide(some);
        SideBySide.Do(others, Compare, meter.Cancellation);
        foreach (Group group in groups.Where(group => group.Key is not Digest))
            group.Share(Append(group.First));
    }

    private void CopySideBySide(Group[] groups)
    {
        (Group Group, BlobSlot? Slot)[] places = [.. groups.Select(group => (group, target.Reserve((Digest)group.Key, group.First.Blob.Length)))];
        bool isAlone = places.Length < Environment.ProcessorCount;
        SideBySide.Do(places.OrderByDescending(place => place.Group.First.Blob.Length),
            place => place.Group.Share(Copy(place.Group.First, place.Slot, (Digest)place.Group.Key, isAlone)), meter.Cancellation);
        target.Settle();
    }

    private WrittenBlob Copy(LayerBlob blob, BlobSlot? slot, Digest name, bool isAlone)
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
        Digest digest = Hashed(blob, slot, isAlone);
        _hasWrongClaims |= digest != name;
        return blob.Copied(digest);
    }

    // What is written once for several has to be what all of them have.
    private void Compare(LayerBlob blob)
    {
        if (blob.Packing is null)
        {
            _hasWrongClaims |= Hashed(blob, Stream.Null, isAlone: false) != blob.Claim;
            return;
        }
        var digests = new LayerDigests();
        LayerIndexer.Hash(blob.Blob, LayerNeeds.DiffId, digests, blob.Limits, meter, blob.Layer.Claims);
        _hasWrongClaims |= digests.DiffId!.Value.ToString() != blob.Layer.DiffId;
    }

    private Digest Hashed(LayerBlob blob, Stream copy, bool isAlone)
    {
        using var hash = IncrementalHash.CreateHash(blob.Algorithm);
        BlobCopy.Write(blob.Blob, copy, hash, meter, isAlone);
        Digest digest = Digest.FromHash(blob.Algorithm, hash.GetHashAndReset());
        blob.Blob.ComputedDigest = digest.ToString();
        return digest;
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

    // Layers that are written once.
    private sealed class Group(object key, LayerBlob[] blobs)
    {
        public object Key => key;

        public LayerBlob First => blobs[0];

        /// <summary>Those elsewhere of which only a claim says that they are the same.</summary>
        public IEnumerable<LayerBlob> Others => blobs.DistinctBy(blob => blob.Blob.Place).Skip(1).Where(blob => blob.Packing is not null || blob.Verified is null);

        public void Share(WrittenBlob written)
        {
            foreach (LayerBlob blob in blobs)
                blob.Written = written;
        }
    }
}
