using Microsoft.Win32.SafeHandles;

namespace PSLayers.Bytes;

/// <summary>Bytes that can be read at any offset, again and again; it holds nothing open itself.</summary>
internal abstract class ByteSource
{
    /// <summary>How many bytes there are; for a compressed source, decompressed ones.</summary>
    public abstract long Length { get; }

    /// <summary>Whether any byte is as near as the first.</summary>
    public virtual bool IsRandomAccess => true;

    /// <summary>Names the bytes so that another session can know them again; null where nothing does.</summary>
    public virtual StoredIdentity? Identity => null;

    /// <summary>Opens the bytes. The reader belongs to the caller, and to one thread.</summary>
    public abstract ByteReader Open();
}

/// <summary>A place in an open file.</summary>
/// <param name="File">The file.</param>
/// <param name="Offset">The place.</param>
internal readonly record struct FilePlace(SafeFileHandle File, long Offset);

/// <summary>Bytes that are open for reading.</summary>
internal abstract class ByteReader : IDisposable
{
    /// <summary>Reads up to <paramref name="buffer"/>'s length at an offset.</summary>
    /// <returns>How many bytes were read; 0 at the end.</returns>
    public abstract int Read(Span<byte> buffer, long offset);

    /// <summary>The file that the bytes at an offset are in; null where they are in none as they are.</summary>
    /// <param name="offset">The offset.</param>
    /// <param name="length">For how many bytes the answer holds; 0 where nobody knows.</param>
    public virtual FilePlace? PlaceAt(long offset, out long length)
    {
        length = 0;
        return null;
    }

    /// <summary>Reads until the buffer is full or the bytes end.</summary>
    /// <returns>How many bytes were read.</returns>
    public int ReadFully(Span<byte> buffer, long offset)
    {
        int total = 0;
        while (total < buffer.Length)
        {
            int read = Read(buffer[total..], offset + total);
            if (read == 0)
                break;
            total += read;
        }
        return total;
    }

    /// <inheritdoc/>
    public abstract void Dispose();
}
