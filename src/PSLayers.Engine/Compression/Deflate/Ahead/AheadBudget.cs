namespace PSLayers.Compression.Deflate.Ahead;

/// <summary>What helpers of all readers together take: only cores that would be idle, and so much memory.</summary>
/// <param name="cores">Number of cores.</param>
internal sealed class AheadBudget(int cores)
{
    private int _busy;
    private long _bytes;

    /// <summary>The budget of this process.</summary>
    public static AheadBudget Shared { get; } = new(Environment.ProcessorCount);

    /// <summary>Cores that are taken.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Bytes of memory that output takes, or may take before its helper is done.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Notes someone who decodes, whether there is a core or not.</summary>
    public void Enter() => Interlocked.Increment(ref _busy);

    /// <summary>Gives a core back.</summary>
    public void Leave() => Interlocked.Decrement(ref _busy);

    /// <summary>Takes a core, if one is idle, and memory, if there is enough.</summary>
    /// <param name="bytes">How much memory.</param>
    /// <param name="limit">Bytes that may be taken in all.</param>
    public bool TryTake(long bytes, long limit)
    {
        if (Interlocked.Add(ref _bytes, bytes) <= limit && TryEnter())
            return true;
        Return(bytes);
        return false;
    }

    /// <summary>Gives memory back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _bytes, -bytes);

    private bool TryEnter()
    {
        for (var busy = Busy; busy < cores;)
        {
            var seen = Interlocked.CompareExchange(ref _busy, busy + 1, busy);
            if (seen == busy)
                return true;
            busy = seen;
        }
        return false;
    }
}
