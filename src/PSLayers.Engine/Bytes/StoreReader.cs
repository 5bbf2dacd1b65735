using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PSLayers.Bytes;

/// <summary>Takes apart what <see cref="StoreWriter"/> composed. It trusts no number: whatever does not fit is an
/// <see cref="InvalidDataException"/>, before any memory is taken for it.</summary>
internal sealed class StoreReader(ReadOnlyMemory<byte> bytes)
{
    private int _at;

    /// <summary>Bytes not yet taken.</summary>
    public int Left => bytes.Length - _at;

    /// <summary>Fails unless what was read makes sense.</summary>
    public static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidDataException("The content is not what was written.");
    }

    public int Number() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int)));

    public long LongNumber() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A number of things that take some bytes each, at least.</summary>
    public int Count(int leastBytes)
    {
        int count = Number();
        Expect(count >= 0 && count <= Left / leastBytes);
        return count;
    }

    public byte[] Block() => Take(Count(1)).ToArray();

    public T[] Items<T>() where T : unmanaged
    {
        int count = Count(Unsafe.SizeOf<T>());
        T[] items = GC.AllocateUninitializedArray<T>(count);
        Take(count * Unsafe.SizeOf<T>()).CopyTo(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }

    public string Text() => new(Items<char>());

    private ReadOnlySpan<byte> Take(int count)
    {
        Expect(count <= Left);
        ReadOnlySpan<byte> taken = bytes.Span.Slice(_at, count);
        _at += count;
        return taken;
    }
}
