using System.Text;
using PSLayers.Bytes;
using PSLayers.Errors;
using PSLayers.Model;
using PSLayers.Sources.Caching;

namespace PSLayers.Sources;

/// <summary>The archives of this session: each is opened and indexed once, and forgotten when its file changes, when others need the room, or
/// when the machine's memory is short.</summary>
internal sealed class ArchiveCache
{
    private const long LargestFootprint = 512L << 20;

    // Files of a folder that are looked at for changes; an image has far fewer.
    private const int LargestFolder = 10_000;

    private static readonly EnumerationOptions EveryFile = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 3,
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = true,
    };

    private readonly LinkedList<Entry> _recent = [];

    /// <summary>The one of this process.</summary>
    public static ArchiveCache Shared { get; } = new();

    /// <summary>An archive that was opened before and has not changed since, or the archive freshly opened.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">It is no image, or cannot be read at all.</exception>
    public ImageArchive Open(string path, ReadMeter? meter = null) => Open(path, cache: null, meter);

    /// <summary>An archive that was opened before and has not changed since, or the archive freshly opened.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="cache">What earlier sessions learned of compressed streams; null for nothing.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    internal ImageArchive Open(string path, DiskCache? cache, ReadMeter? meter = null)
    {
        string stamp = StampOf(path);
        lock (_recent)
        {
            LinkedListNode<Entry>? known = Find(path);
            if (known is not null)
            {
                _recent.Remove(known);
                if (known.Value.Stamp == stamp)
                {
                    _recent.AddFirst(known);
                    return known.Value.Archive;
                }
            }
        }
        ImageArchive archive = ImageArchive.Open(path, cache, meter);
        lock (_recent)
        {
            if (Find(path) is { } other)
                _recent.Remove(other);
            _recent.AddFirst(new Entry(path, stamp, archive));
            MakeRoom();
        }
        return archive;
    }

    /// <summary>Forgets all archives.</summary>
    public void Clear()
    {
        lock (_recent)
            _recent.Clear();
    }

    private LinkedListNode<Entry>? Find(string path)
    {
        for (LinkedListNode<Entry>? node = _recent.First; node is not null; node = node.Next)
        {
            if (node.Value.Path == path)
                return node;
        }
        return null;
    }

    // Layers are indexed after an archive was opened, so the room that it takes is counted anew each time.
    private void MakeRoom()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        bool isShort = memory.HighMemoryLoadThresholdBytes > 0 && memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes;
        long room = isShort ? 0 : LargestFootprint;
        for (LinkedListNode<Entry>? node = _recent.First; node is not null;)
        {
            LinkedListNode<Entry>? next = node.Next;
            room -= node.Value.Archive.Footprint;
            if (room < 0 && node != _recent.First)
                _recent.Remove(node);
            node = next;
        }
    }

    private static string StampOf(string path)
    {
        if (!Directory.Exists(path))
            return StampOf(new FileInfo(path)).ToString();
        IEnumerable<string> stamps = new DirectoryInfo(path).EnumerateFiles("*", EveryFile).Take(LargestFolder)
            .OrderBy(file => file.FullName, StringComparer.Ordinal).Select(file => $"{file.FullName} {StampOf(file)}");
        return Digest.Of(Encoding.UTF8.GetBytes(string.Join('\n', stamps))).ToString();
    }

    // Of a link, what it leads to counts; one that leads nowhere is left to whoever opens it.
    private static FileStamp StampOf(FileInfo file)
    {
        try
        {
            return FileStamp.Of(file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true) ?? file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }

    private sealed record Entry(string Path, string Stamp, ImageArchive Archive);
}
