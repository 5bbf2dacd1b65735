using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace PSLayers.Bytes;

/// <summary>Composes what is kept on disk: numbers, strings and blocks of bytes behind each other, all little-endian.</summary>
internal sealed class StoreWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 << 10);

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Number(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.GetSpan(sizeof(int)), value);
        _bytes.Advance(sizeof(int));
    }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    /// <summary>Bytes with their number in front.</summary>
    public void Block(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>Items as they are in memory, with their number in front.</summary>
    public void Items<T>(ReadOnlySpan<T> items) where T : unmanaged
    {
        Number(items.Length);
        _bytes.Write(MemoryMarshal.AsBytes(items));
    }

    /// <summary>A text in UTF-16, so that halves of surrogate pairs, which stand for odd bytes of names, survive.</summary>
    public void Text(string text) => Items(text.AsSpan());
}
