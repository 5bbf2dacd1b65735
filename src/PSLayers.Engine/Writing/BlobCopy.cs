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
        long done = hash is null && target is BlobSlot { IsHashed: false } slot ? CopyInKernel(reader, slot, blob.Length, meter) : 0;
        if (done < blob.Length)
            Copy(blob, reader, done, target, hash, meter, isAlone && hash is not null);
    }

    private static void Copy(Blob blob, ByteReader reader, long done, Stream target, IncrementalHash? hash, ReadMeter meter, bool isShared)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(isShared ? SharedPieceSize : PieceSize);
        Task hashing = Task.CompletedTask;
        try
        {
            while (done < blob.Length)
            {
                int read = reader.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, blob.Length - done)), done);
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

    // From file to file without a way through this process. What the disks cannot do between them is left to do.
    private static long CopyInKernel(ByteReader reader, BlobSlot slot, long length, ReadMeter meter)
    {
        if (!OperatingSystem.IsLinux() || reader.Place is not { } source)
            return 0;
        long from = source.Offset, to = slot.Start, done = 0;
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
