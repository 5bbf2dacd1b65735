using System.Buffers;
using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Writing.Archives;

namespace PSLayers.Writing;

/// <summary>Copies stored bytes as they are.</summary>
internal static class BlobCopy
{
    // What is hashed where it was read stays near the core; for what another core hashes, waking that up must not count.
    private const int PieceSize = 256 << 10;
    private const int SharedPieceSize = 1 << 20;

    // The wish to stop is looked at in between.
    private const int KernelPieceSize = 32 << 20;

    // Less than this is sooner read and written than handed to the system.
    private const int KernelLeast = 64 << 10;

    /// <summary>Copies a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="hash">Gets the bytes too; null where nobody wants it.</param>
    /// <param name="meter">Told of the bytes; carries the wish to stop.</param>
    /// <param name="isAlone">Whether cores are idle meanwhile, so that one may hash what another writes.</param>
    /// <exception cref="ImageException">The bytes cannot be read to their end.</exception>
    public static void Write(Blob blob, Stream target, IncrementalHash? hash, ReadMeter meter, bool isAlone = true)
    {
        using ByteReader reader = blob.OpenStored();
        BlobSlot? slot = hash is null && OperatingSystem.IsLinux() && target is BlobSlot { IsHashed: false } file ? file : null;
        for (long done = 0; done < blob.Length;)
        {
            long here = 0;
            bool isInFile = slot is not null && reader.PlaceAt(done, out here) is { } && here >= KernelLeast;
            if (isInFile && CopyInKernel(reader, slot!, done, Math.Min(here, blob.Length - done), meter) is > 0 and var copied)
            {
                done += copied;
                continue;
            }
            // What the disks cannot do between them once they will not do later.
            if (isInFile)
                slot = null;
            long end = slot is null ? blob.Length : EndOfSmall(reader, done, blob.Length);
            Copy(blob, reader, done, end, target, hash, meter, isAlone && hash is not null);
            done = end;
        }
    }

    // Where the next bytes begin that the system can copy, of what is put together of pieces.
    private static long EndOfSmall(ByteReader reader, long start, long length)
    {
        long end = start;
        while (end < length && end - start < PieceSize)
        {
            FilePlace? place = reader.PlaceAt(end, out long here);
            if (here == 0)
                return length;
            if (place is not null && here >= KernelLeast)
                break;
            end += here;
        }
        return Math.Min(end, length);
    }

    private static void Copy(Blob blob, ByteReader reader, long done, long end, Stream target, IncrementalHash? hash, ReadMeter meter, bool isShared)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(isShared ? SharedPieceSize : PieceSize);
        Task hashing = Task.CompletedTask;
        try
        {
            while (done < end)
            {
                int read = reader.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, end - done)), done);
                if (read == 0)
                    throw new ImageException(ImageErrorId.ArchiveTruncated, $"expected {blob.Length} bytes, but the archive ends after {done}", blob.Name, done);
                if (isShared)
                    hashing = Task.Run(() => hash!.AppendData(piece, 0, read));
                else
                    hash?.AppendData(piece, 0, read);
                target.Write(piece.AsSpan(0, read));
                hashing.GetAwaiter().GetResult();
                done += read;
                meter.Add(read);
            }
        }
        finally
        {
            ((IAsyncResult)hashing).AsyncWaitHandle.WaitOne();
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    // From file to file without a way through this process.
    private static long CopyInKernel(ByteReader reader, BlobSlot slot, long offset, long length, ReadMeter meter)
    {
        FilePlace source = reader.PlaceAt(offset, out _)!.Value;
        long from = source.Offset, to = slot.Start + slot.Length, done = 0;
        while (done < length)
        {
            nint copied = Libc.CopyRange(source.File, ref from, slot.File, ref to, (nuint)Math.Min(KernelPieceSize, length - done), 0);
            if (copied <= 0)
                break;
            done += copied;
            slot.Skip(copied);
            meter.Add(copied);
        }
        return done;
    }
}
