using System.Security.Cryptography;
using PSLayers.Errors;
using PSLayers.Extraction;
using PSLayers.Model;
using PSLayers.Sources.Formats;

namespace PSLayers.Writing.Archives;

/// <summary>An OCI layout in a folder. A new one gets its name when it is whole. To one that exists blobs are added under their names, which nothing
/// refers to until the index is replaced: whoever reads it meanwhile sees the old layout or the new one.</summary>
internal sealed class LayoutTarget : ExportTarget
{
    // A process can have only so many files open.
    private const int MostOpen = 128;

    private readonly string _path;
    private readonly bool _replaces;
    private readonly bool _exists;
    private readonly string _drafts;
    private readonly Dictionary<Digest, DraftFile> _blobs = [];
    private readonly List<DraftFile> _open = [];
    private DraftFile? _begun;

    /// <summary>Begins.</summary>
    /// <param name="path">Full path of the folder.</param>
    /// <param name="replaces">Whether names are moved that other images have.</param>
    /// <exception cref="ImageException">What is there is no layout.</exception>
    public LayoutTarget(string path, bool replaces)
    {
        (_path, _replaces) = (path, replaces);
        _exists = Directory.Exists(path);
        if (_exists)
            Check();
        else if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
            throw new ImageException(ImageErrorId.DestinationExists, "a file has its name, and a layout is a folder");
        _drafts = _exists ? path : Path.GetDirectoryName(path)!;
        if (!Directory.Exists(_drafts))
            throw new DirectoryNotFoundException();
    }

    private string IndexPath => Path.Join(_path, OciLayout.IndexName);

    public override BlobSlot? Reserve(Digest digest, long length) =>
        _blobs.ContainsKey(digest) || IsThere(digest, length) ? null : new BlobSlot(Keep(digest, DraftFile.In(_drafts)).Handle, 0);

    public override BlobSlot Begin(HashAlgorithmName algorithm)
    {
        _begun = DraftFile.In(_drafts);
        return new BlobSlot(_begun.Handle, 0, algorithm);
    }

    public override void End(BlobSlot slot, Digest digest)
    {
        if (_blobs.ContainsKey(digest) || IsThere(digest, slot.Length))
        {
            _begun!.Dispose();
        }
        else
        {
            Keep(digest, _begun!);
        }
        _begun = null;
        Settle();
    }

    public override void Settle()
    {
        if (_open.Count <= MostOpen)
            return;
        foreach (DraftFile blob in _open)
            blob.Close();
        _open.Clear();
    }

    public override void Reset()
    {
        _begun?.Dispose();
        foreach (DraftFile blob in _blobs.Values)
            blob.Dispose();
        _blobs.Clear();
        _open.Clear();
    }

    public override void Complete(IReadOnlyList<IndexEntry> entries, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        if (!_exists)
        {
            CompleteNew(entries, files);
            return;
        }
        // What is wrong with the old index is known before anything is added.
        IndexDocument.Of(entries, OldIndex(), _replaces);
        var added = new List<string>();
        try
        {
            Publish(_path, added);
            foreach ((string name, byte[] content) in files.Where(file => !File.Exists(Path.Join(_path, file.Name))))
            {
                added.Add(Path.Join(_path, name));
                Write(added[^1], content);
            }
            // Somebody else may have added images meanwhile.
            Write(IndexPath, IndexDocument.Of(entries, OldIndex(), _replaces));
        }
        catch
        {
            foreach (string path in added)
                File.Delete(path);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        Reset();
        base.Dispose(disposing);
    }

    private void CompleteNew(IReadOnlyList<IndexEntry> entries, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        string beside = Path.Join(_drafts, $".{Guid.NewGuid():N}.new");
        try
        {
            Directory.CreateDirectory(beside);
            Publish(beside, []);
            foreach ((string name, byte[] content) in files.Append((OciLayout.IndexName, IndexDocument.Of(entries))))
                File.WriteAllBytes(Path.Join(beside, name), content);
            Directory.Move(beside, _path);
        }
        finally
        {
            if (Directory.Exists(beside))
                Directory.Delete(beside, recursive: true);
        }
    }

    private void Publish(string folder, List<string> added)
    {
        foreach ((Digest digest, DraftFile blob) in _blobs)
        {
            string path = Path.Join(folder, NameOf(digest));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            bool isNew = !Path.Exists(path);
            blob.Publish(path, replaces: true);
            if (isNew)
                added.Add(path);
        }
    }

    private void Write(string path, byte[] content)
    {
        using DraftFile draft = DraftFile.In(_path);
        RandomAccess.Write(draft.Handle, content, 0);
        draft.Publish(path, replaces: true);
    }

    private DraftFile Keep(Digest digest, DraftFile blob)
    {
        _open.Add(blob);
        return _blobs[digest] = blob;
    }

    private byte[]? OldIndex() => File.Exists(IndexPath) ? File.ReadAllBytes(IndexPath) : null;

    // What has the name and the length of a blob is taken for it, as other tools do; whether it is, Test-ContainerImage tells.
    private bool IsThere(Digest digest, long length) =>
        _exists && new FileInfo(Path.Join(_path, NameOf(digest))) is { Exists: true, LinkTarget: null } file && file.Length == length;

    // Nothing is written through a link: the layout may be anybody's.
    private void Check()
    {
        bool isLayout = File.Exists(IndexPath) || File.Exists(Path.Join(_path, OciLayout.MarkName));
        if (!isLayout && Directory.EnumerateFileSystemEntries(_path).Any())
            throw new ImageException(ImageErrorId.DestinationExists, "the folder is no OCI layout, and not empty");
        foreach (string folder in new[] { "blobs", "blobs/sha256", "blobs/sha512" })
        {
            if (new DirectoryInfo(Path.Join(_path, folder)).LinkTarget is not null)
                throw new ImageException(ImageErrorId.DestinationLink, $"{folder} is a symbolic link, and nothing is written through it");
        }
    }
}
