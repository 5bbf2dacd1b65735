using System.Buffers.Binary;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using PSLayers.Bytes.Unix;
using PSLayers.Errors;
using PSLayers.Extraction.Unix;
using PSLayers.Layers;
using PSLayers.Limits;
using PSLayers.Text;

namespace PSLayers.Overlays;

/// <summary>All that an upper folder has, as it was at one time: a directory stands before what is in it, names in the order of their bytes. Each
/// directory is opened in the one above it, so that nobody who moves things about meanwhile leads out of the folder.</summary>
[SupportedOSPlatform("linux")]
internal sealed class UpperScan
{
    private readonly ReadLimits _limits;
    private readonly CancellationToken _cancellation;
    private readonly List<UpperEntry> _entries = [];
    private readonly List<string> _skipped = [];
    private readonly List<byte> _path = [];
    private readonly XxHash128 _fingerprint = new();

    // The names of the one path that is looked at; null for all.
    private readonly byte[][]? _way;

    private UpperScan(string folder, ReadLimits limits, CancellationToken cancellation, byte[][]? way = null) =>
        (Folder, _limits, _cancellation, _way) = (folder, limits, cancellation, way);

    /// <summary>Full path of the upper folder.</summary>
    public string Folder { get; }

    /// <summary>What is in it, without the folder itself.</summary>
    public IReadOnlyList<UpperEntry> Entries => _entries;

    /// <summary>Whether the root hides all that the image has.</summary>
    public bool IsRootOpaque { get; private set; }

    /// <summary>Paths of sockets and of what no layer can have, which are left out.</summary>
    public IReadOnlyList<string> Skipped => _skipped;

    /// <summary>Another one as soon as anything in the folder has changed, as far as the system's clock tells.</summary>
    public UInt128 Fingerprint { get; private set; }

    /// <summary>Looks at all of an upper folder; no content is read.</summary>
    /// <param name="upper">The folder.</param>
    /// <param name="limits">How much there may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">Something in it cannot be looked at, or has no place in a layer.</exception>
    public static UpperScan Of(UpperFolder upper, ReadLimits limits, CancellationToken cancellation) => Of(upper.Root, upper.Path, limits, cancellation);

    /// <inheritdoc cref="Of(UpperFolder, ReadLimits, CancellationToken)"/>
    /// <param name="root">The folder, open.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="limits">How much there may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static UpperScan Of(SafeFileHandle root, string path, ReadLimits limits, CancellationToken cancellation) =>
        Of(root, new UpperScan(path, limits, cancellation));

    /// <summary>Looks at one path of an upper folder, and at the directories that it is in.</summary>
    /// <param name="root">The folder, open.</param>
    /// <param name="path">Its full path.</param>
    /// <param name="way">The names of the path in it.</param>
    /// <param name="limits">How long it may be.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="ImageException">Something on the way cannot be looked at, or has no place in a layer.</exception>
    public static UpperScan OfPath(SafeFileHandle root, string path, byte[][] way, ReadLimits limits, CancellationToken cancellation) =>
        Of(root, new UpperScan(path, limits, cancellation, way));

    private static UpperScan Of(SafeFileHandle root, UpperScan scan)
    {
        UpperFacts own = UpperFacts.Read(root, ".\0"u8) ?? throw new ImageException(ImageErrorId.PathNotFound, "the folder is not there any more", scan.Folder);
        scan.IsRootOpaque = own.IsOpaque;
        scan.Note(own);
        scan.Walk(root);
        scan.Fingerprint = scan._fingerprint.GetCurrentHashAsUInt128();
        return scan;
    }

    // Directories may be deeper than a thread has room for calls.
    private void Walk(SafeFileHandle root)
    {
        var open = new Stack<OpenFolder>();
        try
        {
            open.Push(new OpenFolder(root, NamesOf(root, 0), 0, isOwn: false));
            while (open.TryPeek(out OpenFolder? folder))
            {
                _cancellation.ThrowIfCancellationRequested();
                CollectionsMarshal.SetCount(_path, folder.PathLength);
                if (folder.TryNext(out byte[] name))
                    Look(folder, name, open);
                else
                    open.Pop().Dispose();
            }
        }
        finally
        {
            while (open.TryPop(out OpenFolder? left))
                left.Dispose();
        }
    }

    private void Look(OpenFolder folder, byte[] name, Stack<OpenFolder> open)
    {
        if (_path.Count > 0)
            _path.Add((byte)'/');
        _path.AddRange(name);
        byte[] path = [.. _path];
        try
        {
            byte[] key = [.. name, 0];
            // What is gone by now is not there.
            if (UpperFacts.Read(folder.Handle, key, withXattrs: true) is not { } facts)
                return;
            Note(facts);
            if (facts.Type == EntryType.Other)
            {
                _skipped.Add(EntryName.Decode(path));
                return;
            }
            Check(path, name, facts);
            _entries.Add(new UpperEntry(path, facts));
            if (facts.IsDirectory)
                open.Push(Enter(folder.Handle, key, facts, open.Count));
        }
        catch (ImageException e)
        {
            throw new ImageException(e.ErrorId, $"/{EntryName.Decode(path)}: {e.Reason}", Folder, inner: e);
        }
    }

    private void Check(byte[] path, byte[] name, UpperFacts facts)
    {
        if (_entries.Count >= _limits.Entries)
            throw new ImageException(ImageErrorId.CountLimit, $"the folder has more than {_limits.Entries} files (limit Entries)");
        if (path.Length > _limits.PathLength)
            throw new ImageException(ImageErrorId.UnsafeName, $"its path is longer than {_limits.PathLength} bytes, and no engine can unpack it (limit PathLength)");
        if (Whiteout.HasPrefix(name))
            throw new ImageException(ImageErrorId.UnsafeName, "in a layer such a name would not be a file but remove one; give it another name");
        if (facts.Foreign is { } mark)
        {
            throw new ImageException(ImageErrorId.MountFailed, mark == "redirect"
                ? "the folder was written by a mount with redirect_dir, which keeps a renamed directory in its old place; mount the layer with redirect_dir=off"
                : "the folder was written by a mount with metacopy, which leaves the data of a file below; mount the layer with metacopy=off");
        }
    }

    private OpenFolder Enter(SafeFileHandle above, byte[] key, UpperFacts facts, int depth)
    {
        if (depth >= _limits.PathDepth)
            throw new ImageException(ImageErrorId.CountLimit, $"more than {_limits.PathDepth} directories are above it (limit PathDepth)");
        int descriptor = Libc.OpenAt(above, key, UnixConstants.OpenFolder);
        if (descriptor < 0)
            throw UnixError.Of("the folder cannot be opened");
        var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            bool isSame = UnixStatus.TryGet(handle, out UnixStatus status) && (status.Device, status.Number) == (facts.Stamp.Device, facts.Stamp.Number);
            return isSame ? new OpenFolder(handle, NamesOf(handle, depth), _path.Count, isOwn: true)
                : throw new ImageException(ImageErrorId.ArchiveChanged, "the folder was replaced while it was read");
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private List<byte[]> NamesOf(SafeFileHandle folder, int depth) =>
        _way is null ? UpperNames.Read(folder, _limits.Entries) : depth < _way.Length ? [_way[depth]] : [];

    private void Note(UpperFacts facts)
    {
        Span<byte> state = stackalloc byte[40];
        BinaryPrimitives.WriteInt64LittleEndian(state, facts.Stamp.Length);
        BinaryPrimitives.WriteInt64LittleEndian(state[8..], facts.Stamp.Written);
        BinaryPrimitives.WriteUInt64LittleEndian(state[16..], facts.Stamp.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(state[24..], facts.Stamp.Number);
        BinaryPrimitives.WriteInt64LittleEndian(state[32..], facts.Stamp.Changed);
        _fingerprint.Append(CollectionsMarshal.AsSpan(_path));
        _fingerprint.Append(state);
    }

    private sealed class OpenFolder(SafeFileHandle handle, List<byte[]> names, int pathLength, bool isOwn) : IDisposable
    {
        private int _next;

        public SafeFileHandle Handle => handle;

        public int PathLength => pathLength;

        public bool TryNext(out byte[] name)
        {
            bool hasMore = _next < names.Count;
            name = hasMore ? names[_next++] : [];
            return hasMore;
        }

        public void Dispose()
        {
            if (isOwn)
                handle.Dispose();
        }
    }
}
