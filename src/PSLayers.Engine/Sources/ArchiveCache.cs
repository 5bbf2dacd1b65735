using PSLayers.Bytes;
using PSLayers.Compression;
using PSLayers.Errors;
using PSLayers.Limits;
using PSLayers.Sources.Caching;

namespace PSLayers.Sources;

/// <summary>The archives of this session: each is opened and indexed once, and forgotten when its file changes, when others need the room, or
/// when the machine's memory is short.</summary>
internal sealed class ArchiveCache
{
    private const long LargestFootprint = 512L << 20;

    private readonly LinkedList<Entry> _recent = [];

    /// <summary>The one of this process.</summary>
    public static ArchiveCache Shared { get; } = new();

    /// <summary>An archive that was opened before and has not changed since, or the archive freshly opened.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">It is no image, or cannot be read at all.</exception>
    public ImageArchive Open(string path, ReadMeter? meter = null) => Open(path, cache: null, meter);

    /// <summary>An archive that was opened before and has not changed since, or the archive freshly opened. Of several that want it at once, one
    /// reads and the others wait; each may stop, and if the one that reads does, another goes on.</summary>
    /// <param name="path">Full path of a file or folder.</param>
    /// <param name="cache">What earlier sessions learned of compressed streams; null for nothing.</param>
    /// <param name="meter">Told of the bytes read; carries the wish to stop.</param>
    /// <exception cref="ImageException">It is no image, or cannot be read at all.</exception>
    internal ImageArchive Open(string path, DiskCache? cache, ReadMeter? meter = null)
    {
        Entry entry = Find(path, ImageSources.Of(path).StateOf(path));
        using (entry.Turn.Take(meter?.Cancellation ?? default))
        {
            if (entry.Archive is { } known)
                return known;
            try
            {
                entry.Archive = ImageArchive.Open(path, cache, meter);
            }
            finally
            {
                if (entry.Archive is null)
                    Forget(entry);
            }
            Keep(entry);
            MakeRoom();
            return entry.Archive;
        }
    }

    /// <summary>Forgets all archives, and ends what was made for their readers on disk.</summary>
    public void Clear()
    {
        Entry[] gone;
        lock (_recent)
        {
            gone = [.. _recent];
            _recent.Clear();
        }
        Release(gone);
        SpoolRoom.Shared.EndAll();
    }

    // The entry of a place in a state, the latest now; one of another state goes.
    private Entry Find(string path, string state)
    {
        Entry? old = null;
        try
        {
            lock (_recent)
            {
                LinkedListNode<Entry>? node = _recent.First;
                while (node is not null && node.Value.Path != path)
                    node = node.Next;
                if (node is not null)
                    _recent.Remove(node);
                if (node is null || node.Value.State != state)
                {
                    old = node?.Value;
                    node = new LinkedListNode<Entry>(new Entry(path, state));
                }
                _recent.AddFirst(node);
                return node.Value;
            }
        }
        finally
        {
            if (old is not null)
                Release(old);
        }
    }

    // One that failed before has been forgotten, and another may have taken the place meanwhile, in another state.
    private void Keep(Entry entry)
    {
        lock (_recent)
        {
            if (!_recent.Any(other => other.Path == entry.Path))
                _recent.AddFirst(entry);
        }
    }

    private void Forget(Entry entry)
    {
        lock (_recent)
            _recent.Remove(entry);
    }

    // Layers are indexed after an archive was opened, so the room that it takes is counted anew each time.
    private void MakeRoom()
    {
        GCMemoryInfo memory = GC.GetGCMemoryInfo();
        bool isShort = memory.HighMemoryLoadThresholdBytes > 0 && memory.MemoryLoadBytes >= memory.HighMemoryLoadThresholdBytes;
        long room = isShort ? 0 : LargestFootprint;
        long disk = ReadLimits.Default.SpoolTotal / 2;
        var gone = new List<Entry>();
        lock (_recent)
        {
            for (LinkedListNode<Entry>? node = _recent.First; node is not null;)
            {
                LinkedListNode<Entry>? next = node.Next;
                room -= node.Value.Archive?.Footprint ?? 0;
                disk -= node.Value.Archive?.DiskFootprint ?? 0;
                if ((room < 0 || disk < 0) && node != _recent.First)
                {
                    gone.Add(node.Value);
                    _recent.Remove(node);
                }
                node = next;
            }
        }
        Release([.. gone]);
    }

    private static void Release(params ReadOnlySpan<Entry> entries)
    {
        foreach (Entry entry in entries)
            entry.Archive?.Release();
    }

    private sealed class Entry(string path, string state)
    {
        public string Path => path;

        public string State => state;

        public Turn Turn { get; } = new();

        /// <summary>The archive; null as long as nobody has opened it.</summary>
        public ImageArchive? Archive { get; set; }
    }
}
