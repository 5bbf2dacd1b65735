using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace PSLayers.Packages.Databases.Java;

/// <summary>A zip that is read at the places of its directory only, entry by entry, with nothing kept of those before (APPNOTE of PKWARE,
/// 4.3).</summary>
/// <param name="stream">The file, which can be read at any position.</param>
/// <param name="file">The file of the image that it is, or is in.</param>
internal sealed class ZipFile(Stream stream, PackageFile file)
{
    private const int EndSize = 22;
    private const int LocatorSize = 20;
    private const int LargestComment = ushort.MaxValue;
    private const int HeaderSize = 46;
    private const int LocalSize = 30;
    private const int Stored = 0;
    private const int Deflated = 8;

    // The largest entry of a directory: three texts of two bytes' length.
    private const int BufferSize = HeaderSize + (3 * ushort.MaxValue) + 1;
    private const uint End = 0x06054b50;
    private const uint End64 = 0x06064b50;
    private const uint Locator = 0x07064b50;
    private const uint Directory = 0x02014b50;
    private const uint Local = 0x04034b50;

    /// <summary>Goes through the directory.</summary>
    /// <param name="take">Called with the name and the place of each entry; it may read the entry.</param>
    /// <returns>Whether it is a zip.</returns>
    /// <exception cref="Errors.ImageException">The archives of the image have too many entries.</exception>
    public bool Read(ZipEntryFound take)
    {
        if (FindDirectory() is not { } directory)
            return false;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int start = 0, end = 0;
            for (long at = directory.Offset; at < directory.Offset + directory.Size;)
            {
                file.TakeEntry();
                long left = directory.Offset + directory.Size - at;
                if (!Fill(HeaderSize) || BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(start)) != Directory)
                    return true;
                int nameLength = Short(buffer.AsSpan(start + 28));
                int size = HeaderSize + nameLength + Short(buffer.AsSpan(start + 30)) + Short(buffer.AsSpan(start + 32));
                if (!Fill(size))
                    return true;
                ReadOnlySpan<byte> header = buffer.AsSpan(start, size);
                take(header.Slice(HeaderSize, nameLength), new ZipEntry(Short(header[10..]), Int(header[20..]), Int(header[42..]) + directory.Moved));
                start += size;
                at += size;

                bool Fill(int needed)
                {
                    if (needed > left)
                        return false;
                    if (end - start >= needed)
                        return true;
                    (start, end) = (0, ReadAt(at, buffer.AsSpan(0, (int)Math.Min(left, BufferSize))));
                    return end >= needed && file.TakeBytes(end);
                }
            }
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The bytes of an entry; null where they cannot be read, or all that is read would be too much.</summary>
    public Stream? Open(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalSize];
        if (ReadAt(entry.Header, header) < LocalSize || (uint)Int(header) != Local)
            return null;
        long start = entry.Header + LocalSize + Short(header[26..]) + Short(header[28..]);
        if (start + entry.StoredSize > stream.Length)
            return null;
        var stored = new StreamWindow(stream, start, entry.StoredSize) { Cancellation = file.Cancellation };
        return entry.Method switch
        {
            Stored => stored,
            // Much may expand to nothing, and several entries may have it in one place.
            Deflated when file.TakeBytes(entry.StoredSize) => new DeflateStream(stored, CompressionMode.Decompress),
            _ => null,
        };
    }

    // What stands in front of the zip, as a program that starts it, moves all places.
    private (long Offset, long Size, long Moved)? FindDirectory()
    {
        Span<byte> last = stackalloc byte[EndSize];
        long end = stream.Length - EndSize;
        if (ReadAt(end, last) < EndSize)
            return null;
        if ((uint)Int(last) != End && !FindBehindComment(last, out end))
            return null;
        (long size, long offset, long behind) = (Int(last[12..]), Int(last[16..]), end);
        Span<byte> locator = stackalloc byte[LocatorSize];
        if ((size == uint.MaxValue || offset == uint.MaxValue) && ReadAt(end - LocatorSize, locator) == LocatorSize && (uint)Int(locator) == Locator)
        {
            Span<byte> large = stackalloc byte[56];
            behind = BinaryPrimitives.ReadInt64LittleEndian(locator[8..]);
            if (ReadAt(behind, large) < large.Length || (uint)Int(large) != End64)
                return null;
            (size, offset) = (BinaryPrimitives.ReadInt64LittleEndian(large[40..]), BinaryPrimitives.ReadInt64LittleEndian(large[48..]));
        }
        if (size < 0 || offset < 0 || size > behind || offset > behind - size)
            return null;
        return (behind - size, size, behind - size - offset);
    }

    private bool FindBehindComment(Span<byte> last, out long end)
    {
        int length = (int)Math.Min(stream.Length, EndSize + LargestComment);
        byte[] tail = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            end = -1;
            if (!file.TakeBytes(length) || ReadAt(stream.Length - length, tail.AsSpan(0, length)) < length)
                return false;
            Span<byte> mark = stackalloc byte[sizeof(uint)];
            BinaryPrimitives.WriteUInt32LittleEndian(mark, End);
            int at = tail.AsSpan(0, length - EndSize + sizeof(uint)).LastIndexOf(mark);
            if (at < 0)
                return false;
            tail.AsSpan(at, EndSize).CopyTo(last);
            end = stream.Length - length + at;
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail);
        }
    }

    private int ReadAt(long offset, Span<byte> bytes)
    {
        if (offset < 0 || offset >= stream.Length)
            return 0;
        stream.Position = offset;
        return stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
    }

    private static int Short(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static long Int(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}

/// <summary>An entry of a zip.</summary>
/// <param name="name">Its name; gone after the call.</param>
/// <param name="entry">Where it is.</param>
internal delegate void ZipEntryFound(ReadOnlySpan<byte> name, ZipEntry entry);
