namespace PSLayers.Compression;

/// <summary>How much the temporary files of all readers of the process take.</summary>
internal sealed class SpoolRoom
{
    private readonly Lock _gate = new();
    private readonly List<WeakReference<Spool>> _spools = [];
    private long _taken;

    /// <summary>The one of this process.</summary>
    public static SpoolRoom Shared { get; } = new();

    /// <summary>Bytes taken.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes room, if there is as much.</summary>
    /// <param name="bytes">How much.</param>
    /// <param name="total">How much there is for all.</param>
    public bool TryTake(long bytes, long total)
    {
        if (Interlocked.Add(ref _taken, bytes) <= total)
            return true;
        Return(bytes);
        return false;
    }

    /// <summary>Gives room back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>Remembers a file, to end it with all others.</summary>
    public void Know(Spool spool)
    {
        lock (_gate)
        {
            _spools.RemoveAll(known => !known.TryGetTarget(out Spool? there) || there.IsEnded);
            _spools.Add(new WeakReference<Spool>(spool));
        }
    }

    /// <summary>Ends all files, whoever they belong to.</summary>
    public void EndAll()
    {
        WeakReference<Spool>[] all;
        lock (_gate)
        {
            all = [.. _spools];
            _spools.Clear();
        }
        foreach (WeakReference<Spool> known in all)
        {
            if (known.TryGetTarget(out Spool? spool))
                spool.End();
        }
    }
}
