using System.Buffers;
using System.IO.Compression;

namespace PSLayers.Secrets.Search;

/// <summary>Searches what is in files that are compressed: gzip streams, and zip archives such as those of Java and Python. One level deep.</summary>
/// <param name="scan">The search.</param>
/// <param name="hits">Takes what is found.</param>
/// <param name="allowance">How much may be decompressed.</param>
/// <param name="cancellation">Ends the work.</param>
internal sealed class MemberReading(SecretScan scan, SecretHits hits, MemberAllowance allowance, CancellationToken cancellation)
{
    private const int BufferSize = 64 << 10;

    // What looking at an entry costs beside its bytes: as much as so many.
    private const int EntryCost = 4 << 10;

    /// <summary>Whether a file begins as one that is looked into.</summary>
    public static bool Knows(ReadOnlySpan<byte> start) => IsGzip(start) || IsZip(start);

    /// <summary>Looks into a file.</summary>
    /// <param name="file">Its bytes.</param>
    /// <param name="length">How many there are.</param>
    /// <param name="name">Its name.</param>
    /// <returns>Whether there was room for all of it. What is damaged is read as far as it goes.</returns>
    public bool Read(byte[] file, int length, string name)
    {
        using var stored = new MemoryStream(file, 0, length, writable: false);
        try
        {
            if (IsGzip(file.AsSpan(0, length)))
            {
                using var content = new GZipStream(stored, CompressionMode.Decompress);
                return Search(content, name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? name[..^3] : name);
            }
            using var archive = new ZipArchive(stored, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!allowance.Take(EntryCost))
                    return false;
                // Much may expand to nothing, and several entries may have it in one place.
                if (!allowance.Take(Math.Min(entry.CompressedLength, length)))
                    return false;
                using Stream content = entry.Open();
                if (!Search(content, entry.FullName))
                    return false;
            }
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A file that only begins like one, or is damaged: the library tells so by whatever exception. Its own bytes were searched.
        }
        return true;
    }

    private static bool IsGzip(ReadOnlySpan<byte> start) => start is [0x1F, 0x8B, 8, ..];

    private static bool IsZip(ReadOnlySpan<byte> start) => start.StartsWith("PK\x03\x04"u8);

    private bool Search(Stream content, string name)
    {
        hits.BeginText(name);
        scan.Begin();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int read; (read = content.Read(buffer, 0, BufferSize)) > 0;)
            {
                cancellation.ThrowIfCancellationRequested();
                if (!allowance.Take(read))
                    return false;
                scan.Add(buffer.AsSpan(0, read));
            }
        }
        finally
        {
            scan.End();
            ArrayPool<byte>.Shared.Return(buffer);
        }
        return true;
    }
}
