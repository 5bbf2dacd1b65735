using System.Buffers.Binary;

namespace PSLayers.Mounting.Fuse;

/// <summary>An answer on its way to the kernel: numbers in the order of this machine, which is that of all that run Linux and .NET.</summary>
internal ref struct FuseWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written so far.</summary>
    public readonly Span<byte> Written => _buffer[..Length];

    /// <summary>Bytes that still fit.</summary>
    public readonly int Room => _buffer.Length - Length;

    public void Number16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(_buffer[Length..], (ushort)value);
        Length += sizeof(ushort);
    }

    public void Number32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[Length..], value);
        Length += sizeof(uint);
    }

    public void Number64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer[Length..], value);
        Length += sizeof(ulong);
    }

    public void Bytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[Length..]);
        Length += bytes.Length;
    }

    /// <summary>So many zeros.</summary>
    public void Zeros(int count)
    {
        _buffer.Slice(Length, count).Clear();
        Length += count;
    }

    /// <summary>Room for bytes that somebody else writes.</summary>
    /// <param name="count">How many; they count as written.</param>
    public Span<byte> Take(int count)
    {
        Length += count;
        return _buffer.Slice(Length - count, count);
    }
}
