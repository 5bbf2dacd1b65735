using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using PSLayers.Model;

namespace PSLayers.Writing.Archives;

/// <summary>Where a blob's bytes go: a place in a file. As a stream it takes them one behind the other, and computes their digest.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the blob begins in it.</param>
/// <param name="algorithm">The algorithm of the digest; null where none is wanted.</param>
internal sealed class BlobSlot(SafeFileHandle file, long start, HashAlgorithmName? algorithm = null) : Stream
{
    private readonly IncrementalHash? _hash = algorithm is { } name ? IncrementalHash.CreateHash(name) : null;
    private long _length;

    /// <summary>The file.</summary>
    public SafeFileHandle File => file;

    /// <summary>Where the blob begins in it.</summary>
    public long Start => start;

    /// <summary>Whether a digest is wanted.</summary>
    public bool IsHashed => _hash is not null;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <summary>Counts bytes that were written in another way.</summary>
    public void Skip(long count) => _length += count;

    /// <summary>The digest of all that was written.</summary>
    public Digest Finish() => Digest.FromHash(algorithm!.Value, _hash!.GetHashAndReset());

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _hash?.AppendData(buffer);
        RandomAccess.Write(file, buffer, start + _length);
        _length += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _hash?.Dispose();
        base.Dispose(disposing);
    }
}
