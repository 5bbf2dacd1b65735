using System.Security.Cryptography;
using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>What images are written into. Nothing of it can be seen until it is complete.</summary>
internal abstract class ExportTarget : IDisposable
{
    /// <summary>Sets a place aside for a blob whose name and length are known. Called one after another; the places may be filled side by side.</summary>
    /// <returns>The place; null where the blob is there already.</returns>
    public abstract BlobSlot? Reserve(Digest digest, long length);

    /// <summary>Begins a blob of which neither is known. The one before must have ended.</summary>
    /// <param name="algorithm">The algorithm of its digest.</param>
    public abstract BlobSlot Begin(HashAlgorithmName algorithm);

    /// <summary>Ends the blob; one that is there already is given up.</summary>
    /// <param name="slot">What was written.</param>
    /// <param name="digest">Its digest.</param>
    public abstract void End(BlobSlot slot, Digest digest);

    /// <summary>Told when the places that were set aside are filled.</summary>
    public virtual void Settle()
    {
    }

    /// <summary>Gives up all that was written.</summary>
    public abstract void Reset();

    /// <summary>Writes what names the blobs, and lets all of it be seen.</summary>
    /// <param name="entries">The entries of the index.</param>
    /// <param name="files">Further documents with their names.</param>
    public abstract void Complete(IReadOnlyList<IndexEntry> entries, IReadOnlyList<(string Name, byte[] Content)> files);

    /// <summary>Writes a document as a blob.</summary>
    public void Add(Digest digest, ReadOnlySpan<byte> content)
    {
        using BlobSlot? slot = Reserve(digest, content.Length);
        slot?.Write(content);
        Settle();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives up what is not complete.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    /// <summary>The name of a blob in a layout (image-spec, image-layout.md, "Blobs").</summary>
    protected static string NameOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
