using System.Security.Cryptography;
using PSLayers.Extraction;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Writing.Archives;

/// <summary>A tar. Its members' places are known before their bytes, so that layers are copied side by side.</summary>
internal sealed class TarTarget : ExportTarget
{
    // Two blocks of zeros end a tar (POSIX), and tar programs fill up to records of twenty blocks.
    private const int EndSize = 1024;
    private const int RecordSize = 10 * 1024;

    private readonly string _path;
    private readonly bool _replaces;
    private readonly DateTimeOffset _time;
    private readonly DraftFile _draft;
    private readonly HashSet<Digest> _there = [];
    private long _end;

    /// <summary>Begins one.</summary>
    /// <param name="path">Full path.</param>
    /// <param name="replaces">Whether it takes the place of a file that is there.</param>
    /// <param name="time">The time of its members.</param>
    public TarTarget(string path, bool replaces, DateTimeOffset time)
    {
        (_path, _replaces, _time) = (path, replaces, time);
        _draft = DraftFile.In(Path.GetDirectoryName(path)!);
    }

    public override BlobSlot? Reserve(Digest digest, long length)
    {
        if (!_there.Add(digest))
            return null;
        long start = Head(NameOf(digest), length);
        _end = start + MemberHeader.Padded(length);
        return new BlobSlot(_draft.Handle, start);
    }

    public override BlobSlot Begin(HashAlgorithmName algorithm)
    {
        int length = algorithm == HashAlgorithmName.SHA512 ? SHA512.HashSizeInBytes : SHA256.HashSizeInBytes;
        string name = NameOf(Digest.FromHash(algorithm, new byte[length]));
        return new BlobSlot(_draft.Handle, _end + MemberHeader.LengthOf(name), algorithm);
    }

    // What the next one does not write over, the end cuts off.
    public override void End(BlobSlot slot, Digest digest)
    {
        if (_there.Add(digest))
            _end = Head(NameOf(digest), slot.Length) + MemberHeader.Padded(slot.Length);
        else
            RandomAccess.SetLength(_draft.Handle, _end);
    }

    public override void Reset()
    {
        _there.Clear();
        _end = 0;
        RandomAccess.SetLength(_draft.Handle, 0);
    }

    public override void Complete(IReadOnlyList<IndexEntry> entries, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        Write(OciLayout.IndexName, IndexDocument.Of(entries));
        foreach ((string name, byte[] content) in files)
            Write(name, content);
        long length = (_end + EndSize + RecordSize - 1) / RecordSize * RecordSize;
        RandomAccess.SetLength(_draft.Handle, length);
        _draft.Publish(_path, _replaces);
    }

    protected override void Dispose(bool disposing)
    {
        _draft.Dispose();
        base.Dispose(disposing);
    }

    private void Write(string name, byte[] content)
    {
        long start = Head(name, content.Length);
        RandomAccess.Write(_draft.Handle, content, start);
        _end = start + MemberHeader.Padded(content.Length);
    }

    private long Head(string name, long size)
    {
        byte[] header = MemberHeader.Of(name, size, _time);
        RandomAccess.Write(_draft.Handle, header, _end);
        return _end + header.Length;
    }
}
