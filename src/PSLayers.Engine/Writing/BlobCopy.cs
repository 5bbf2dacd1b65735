using System.Buffers;
using System.Security.Cryptography;
using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;

namespace PSLayers.Writing;

/// <summary>Copies stored bytes as they are.</summary>
internal static class BlobCopy
{
    private const int PieceSize = 1 << 20;

    /// <summary>Copies a blob.</summary>
    /// <param name="blob">The blob.</param>
    /// <param name="target">Where it goes.</param>
    /// <param name="hash">Gets the bytes too; null where nobody wants it.</param>
    /// <param name="meter">Told of the bytes; carries the wish to stop.</param>
    /// <exception cref="ImageException">The bytes cannot be read to their end.</exception>
    public static void Write(Blob blob, Stream target, IncrementalHash? hash, ReadMeter meter)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        Task hashing = Task.CompletedTask;
        try
        {
            using ByteReader reader = blob.OpenStored();
            for (long done = 0; done < blob.Length;)
            {
                int read = reader.Read(piece.AsSpan(0, (int)Math.Min(piece.Length, blob.Length - done)), done);
                if (read == 0)
                    throw new ImageException(ImageErrorId.ArchiveTruncated, $"expected {blob.Length} bytes, but the archive ends after {done}", blob.Name, done);
                if (hash is not null)
                    hashing = Task.Run(() => hash.AppendData(piece, 0, read));
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
}
