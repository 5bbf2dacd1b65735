using System.Buffers;
using PSLayers.Bytes;
using PSLayers.Trees;

namespace PSLayers.Content;

/// <summary>Reads two files side by side, up to the first difference. Where both are holes nothing is read, so that sparse files of any size
/// cost what they store. For one thread.</summary>
/// <param name="before">The image of the first files.</param>
/// <param name="after">The image of the second files; it may be the same.</param>
internal sealed class ContentPair(LayeredImage before, LayeredImage after) : IDisposable
{
    private const int BufferSize = 128 << 10;

    private readonly ContentReader _before = new(before);
    private readonly ContentReader _after = new(after);
    private readonly byte[] _one = ArrayPool<byte>.Shared.Rent(BufferSize);
    private readonly byte[] _other = ArrayPool<byte>.Shared.Rent(BufferSize);

    /// <summary>Whether two equally long files are equal.</summary>
    /// <param name="old">Layer and row of the first.</param>
    /// <param name="now">Layer and row of the second.</param>
    /// <param name="meter">Told of the bytes that both have; carries the wish to stop.</param>
    public bool AreEqual((int Layer, int Row) old, (int Layer, int Row) now, ReadMeter meter)
    {
        using EntryStream one = _before.Open(old.Layer, old.Row);
        using EntryStream other = _after.Open(now.Layer, now.Row);
        for (long at = 0; at < one.Length;)
        {
            (bool isHole, long length) = one.At(at);
            (bool isOtherHole, long otherLength) = other.At(at);
            long wanted = Math.Min(length, otherLength);
            bool isEqual = true;
            if (!isHole || !isOtherHole)
            {
                wanted = Math.Min(wanted, BufferSize);
                one.Position = other.Position = at;
                one.ReadExactly(_one, 0, (int)wanted);
                other.ReadExactly(_other, 0, (int)wanted);
                isEqual = _one.AsSpan(0, (int)wanted).SequenceEqual(_other.AsSpan(0, (int)wanted));
            }
            // A difference settles the rest without reading it.
            meter.Add(isEqual ? wanted : one.Length - at);
            if (!isEqual)
                return false;
            at += wanted;
        }
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _before.Dispose();
        _after.Dispose();
        ArrayPool<byte>.Shared.Return(_one);
        ArrayPool<byte>.Shared.Return(_other);
    }
}
