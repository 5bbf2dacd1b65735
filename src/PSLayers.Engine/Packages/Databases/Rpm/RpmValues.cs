using System.Buffers.Binary;

namespace PSLayers.Packages.Databases.Rpm;

/// <summary>Texts of a header, each with a zero behind it.</summary>
/// <param name="data">Where the first begins.</param>
/// <param name="count">How many there are.</param>
internal ref struct RpmTexts(ReadOnlySpan<byte> data, int count)
{
    private ReadOnlySpan<byte> _rest = data;
    private int _left = count;

    /// <summary>Where the next text begins.</summary>
    public readonly ReadOnlySpan<byte> Rest => _rest;

    /// <summary>Goes on to the next text.</summary>
    /// <param name="text">The text.</param>
    /// <returns>Whether there was one.</returns>
    public bool Next(out ReadOnlySpan<byte> text)
    {
        int end = _left-- > 0 ? _rest.IndexOf((byte)0) : -1;
        text = end < 0 ? default : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return end >= 0;
    }
}

/// <summary>Numbers of a header.</summary>
/// <param name="data">Their bytes, the high one first.</param>
/// <param name="size">Bytes of each.</param>
internal readonly ref struct RpmNumbers(ReadOnlySpan<byte> data, int size)
{
    private readonly ReadOnlySpan<byte> _data = data;

    /// <summary>A number; null where there are fewer.</summary>
    public long? this[int index]
    {
        get
        {
            if (size == 0 || ((long)index + 1) * size > _data.Length)
                return null;
            ReadOnlySpan<byte> number = _data.Slice(index * size, size);
            return size switch
            {
                1 => number[0],
                2 => BinaryPrimitives.ReadUInt16BigEndian(number),
                4 => BinaryPrimitives.ReadUInt32BigEndian(number),
                _ => BinaryPrimitives.ReadInt64BigEndian(number),
            };
        }
    }
}
